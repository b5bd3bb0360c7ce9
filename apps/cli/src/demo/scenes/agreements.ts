import type { Terms } from '@art33/parties';
import { pick } from '../../api-client.js';
import { Cast, PROCESSOR_NAMES } from '../cast.js';
import { practices, WITHOUT_CONTACT } from '../people.js';
import { distinct } from '../stage.js';
import type { Teller } from '../teller.js';
import type { DemoWorld } from '../world.js';

const START = '2026-10-01T09:00+02:00';

const inWords = ({ clause, noticeKind, time }: Terms['triggers'][number]): string =>
  `${noticeKind.replaceAll('-', ' ')}: ${time.kind === 'hours' ? `${time.hours} h` : 'no hours'} (${clause})`;

/** Before anything happens: contracts as data, and everybody registered. */
export async function agreements(world: DemoWorld, teller: Teller): Promise<Cast> {
  await world.at(START);
  teller.scene(START, 'Before anything happens: three agreements, thirty controllers');
  const cast = await Cast.assemble(world);
  for (const name of PROCESSOR_NAMES) {
    const { api, termsId, name: processor } = cast.processors[name];
    const terms = pick<Terms>(await api.read(`terms/${termsId}`), 'terms');
    teller.say(`${processor}, terms of version ${terms.version}, ${cast.recordsOf(name).length} controllers`);
    teller.item('told of', [...new Set(terms.triggers.map(inWords))].join(' · '));
    teller.item('open', `${terms.openTerms.length} terms that the text leaves open; defaults show as assumptions`);
  }
  const everybody = distinct(cast.records.map(({ practice }) => practice.name));
  teller.equal(
    '30 controllers in all 16 Länder',
    [everybody.length, distinct(practices.map(({ land }) => land)).length],
    [30, 16],
  );
  const triple = cast.records.filter(({ practice }) => practice.name === practices[0]?.name);
  teller.equal(
    `${practices[0]?.name} has all three processors: three records that know nothing of each other`,
    distinct(triple.map(({ id }) => id)).length,
    3,
  );
  const { api } = cast.processors.ratiomedicus;
  const findings = await api.read('findings?limit=200');
  const unreachable = pick<readonly Record<string, string>[]>(findings, 'items').filter(
    ({ kind }) => kind === 'notice-contact-missing',
  );
  teller.equal(
    `found before the incident, not during it: nobody is registered for ${WITHOUT_CONTACT}`,
    unreachable.map(({ controllerName }) => controllerName),
    [WITHOUT_CONTACT],
  );
  return cast;
}

import type { Finding, Terms } from '@art33/parties';
import { pick } from '../../api-client.js';
import { Cast, PROCESSOR_NAMES } from '../cast.js';
import { ATTENTIVE, practices, WITHOUT_CONTACT } from '../people.js';
import { distinct } from '../stage.js';
import type { Teller } from '../teller.js';
import type { DemoWorld } from '../world.js';

const START = '2026-10-01T09:00+02:00';

/** Before anything happens: contracts as data, and everybody registered. */
export async function agreements(world: DemoWorld, teller: Teller): Promise<Cast> {
  await world.at(START);
  teller.scene(START, 'Before anything happens: three agreements, thirty controllers');
  teller.say('Three processors import their terms and register their controllers: three agreements as data.');
  const cast = await Cast.assemble(world);
  for (const name of PROCESSOR_NAMES) {
    const { api, termsId, name: processor } = cast.processors[name];
    const terms = pick<Terms>(await api.read(`terms/${termsId}`), 'terms');
    const triggers = distinct(terms.triggers.map(triggerInWords)).join(', ');
    teller.item('terms', `${processor} (${cast.recordsOf(name).length} controllers): ${triggers}`);
    teller.item('', `${terms.openTerms.length} questions that the text leaves open, each with its default or none`);
  }
  teller.equal(
    '30 controllers in all 16 Länder',
    [practices.length, distinct(practices.map(({ land }) => land)).length],
    [30, 16],
  );
  teller.equal(
    `${ATTENTIVE} has all three processors: three records that know nothing of each other`,
    cast.records.filter(({ practice }) => practice.name === ATTENTIVE).length,
    3,
  );
  const findings = pick<readonly Finding[]>(await cast.processors.ratiomedicus.api.read('findings?limit=200'), 'items');
  teller.equal(
    `a finding before the incident, not a surprise in it: nobody is registered for ${WITHOUT_CONTACT}`,
    findings.flatMap((finding) => (finding.kind === 'notice-contact-missing' ? [finding.controllerName] : [])),
    [WITHOUT_CONTACT],
  );
  return cast;
}

const triggerInWords = ({ clause, noticeKind, time }: Terms['triggers'][number]): string =>
  `${noticeKind.replaceAll('-', ' ')} ${time.kind === 'hours' ? `${time.hours} h` : 'without hours'} (${clause})`;

import { OPERATOR } from '@art33/identity';
import fc from 'fast-check';
import { Installation, type Controller, type Processor, type ProcessorName } from '../support/installation.js';
import { joinIn, PEOPLE, Sequence } from '../support/rights-sequence.js';
import { KINDS, type Houses } from '../support/rights-steps.js';
import { caseOf, incidentOf, known, noticeTo, tell } from '../support/story.js';
import type { Kept } from '../support/sight-model.js';

/** How long sequences are begun, in milliseconds. */
const LONGEST = 10_000;
/** How often at least a read has to be allowed, forbidden, and of something restricted, whatever the seed and the machine. */
const OFTEN = 20;

let art33: Installation;
let houses: Houses;
let runs = 0;

/** A processor with two incidents, of which two practices are told, and the first practice's case. */
async function house(name: ProcessorName): Promise<Pick<Houses, 'places' | 'records'>> {
  const processor: Processor = await art33.processor(name);
  const [practice, other] = [
    await art33.controller(processor, { emails: [`a@${name}.example`] }),
    await art33.controller(processor, { emails: [`b@${name}.example`] }),
  ];
  const ofHouse: Kept[] = [];
  for (const controller of [practice, other] satisfies Controller[]) {
    const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], controller);
    await art33.settled();
    await tell(processor, incident);
    await art33.settled();
    const belongs = { processor: processor.id, controller: controller.id, incident, agreement: controller.agreementId };
    const notice = await noticeTo(processor, incident, controller);
    ofHouse.push(
      { ...belongs, kind: 'incident', id: incident },
      { ...belongs, kind: 'notice', id: notice.id },
      { ...belongs, kind: 'case', id: (await caseOf(controller)).id },
    );
  }
  return {
    places: [
      { id: processor.id, side: 'processor', api: processor.api },
      { id: practice.id, side: 'controller', api: practice.api },
    ],
    records: ofHouse,
  };
}

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  await art33.at('2026-10-20T09:10+02:00');
  const both = [await house('ratiomedicus'), await house('lumitra')];
  const places = both.flatMap((each) => each.places);
  const records = both.flatMap((each) => each.records);
  const incidents = records.filter(({ kind }) => kind === 'incident');
  const scopes = [
    {},
    ...incidents.map(({ incident }) => ({ incidents: [incident] })),
    ...incidents.map(({ agreement }) => ({ agreements: [agreement] })),
  ];
  const questions = [
    ...records.map((record) => ({ path: `${record.kind}s/${record.id}`, of: [record] })),
    ...records.map((of) => ({ path: `events?stream=${of.kind}-${of.id}&limit=1`, list: 'events', of: [of] })),
    ...(['incident', 'notice', 'case'] as const).map((kind) => ({
      path: `${kind}s?limit=100`,
      list: `${kind}s`,
      of: records.filter((record) => record.kind === kind),
    })),
    { path: 'members', list: 'members', of: [] },
  ];
  const told = { steps: 0, must: 0, never: 0, either: 0, restricted: 0 };
  houses = { art33, places, records, scopes, questions, told };
  // Somebody keeps each place, so that nobody of the sequences is the last admin.
  for (const place of places) await joinIn(art33, place, `leitung-${place.id}@people.example`, ['admin']);
  await joinIn(art33, { id: OPERATOR.organisation, side: 'operator' }, 'betrieb@people.example', ['operator']);
});
afterAll(() => art33.stop());

const looks = fc.record({ who: fc.nat(PEOPLE - 1), place: fc.oneof(fc.constant(0), fc.nat(3)), what: fc.nat(100) });
const steps = fc.record({
  do: fc.oneof(
    // What others need to have an effect comes more often.
    {
      weight: 4,
      arbitrary: fc.constantFrom('join' as const, 'restrict' as const, 'restrict' as const, 'engage' as const),
    },
    { weight: 6, arbitrary: fc.constantFrom(...KINDS) },
  ),
  who: fc.nat(PEOPLE - 1),
  place: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(3) }),
  pick: fc.nat(100),
  minutes: fc.constantFrom(0, 0, 10, 31, 125),
  length: fc.constantFrom(1, 29, 60, 600),
  processorRoles: fc.oneof(
    fc.constant(['responder']),
    fc.subarray(['responder', 'approver', 'admin', 'reader'], { minLength: 1 }),
  ),
  controllerRoles: fc.subarray(['contact', 'privacy-officer', 'admin'], { minLength: 1 }),
  looks: fc.array(looks, { minLength: 3, maxLength: 4 }),
});
describe('Random sequences of grants, revocations, engagements and time', () => {
  it('never let a read through that is forbidden, nor keep one back that is allowed', async () => {
    const { told } = houses;
    // Neither by refusing everybody nor by hiding nothing does this pass.
    const often = (): boolean => Math.min(told.must, told.never, told.restricted) > OFTEN;
    const end = performance.now() + LONGEST;
    const property = fc.asyncProperty(fc.array(steps, { minLength: 8, maxLength: 30, size: 'max' }), async (taken) => {
      const sequence = new Sequence(houses, (runs += 1));
      try {
        for (const step of taken) {
          // On a slow machine there are fewer; a failure's seed and path play it again in full.
          if (performance.now() > end && often()) return;
          told.steps += 1;
          await sequence.take(step);
          await sequence.look(step);
        }
      } finally {
        await sequence.tidy();
      }
    });
    do await fc.assert(property, { numRuns: 25 });
    while (!often());
  });
});

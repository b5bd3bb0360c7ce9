import { randomUUID } from 'node:crypto';
import { testContext, TestLog } from '@art33/event-log';
import { incidentDecider, incidentEvents, incidentStream } from '@art33/incidents';
import { noticeEvents, noticeIdOf } from '@art33/notices';
import { closingGuard } from './closing-guard.js';

const MANY = 400;

describe('What keeps an incident from being closed', () => {
  let test: TestLog;
  const incidentId = randomUUID();
  const agreements = Array.from({ length: MANY }, () => randomUUID());

  beforeAll(async () => {
    test = await TestLog.open(incidentEvents, noticeEvents);
    const run = (command: object) =>
      test.commands.run(
        incidentDecider,
        incidentStream(incidentId),
        { ...command, onBehalfOf: 'processor' } as never,
        testContext(),
      );
    await run({ type: 'log-incident', incidentId, details: { title: 'x' }, awareness: [], subprocessors: [] });
    await run({
      type: 'affect-controllers',
      rule: { by: 'agreements' },
      evaluatedAtLogNumber: 0,
      chunk: 1,
      chunks: 1,
      agreements: agreements.map((agreementId) => ({ agreementId, controllerId: randomUUID(), ended: false })),
    });
  });
  afterAll(() => test.close());

  it('names every notice that is not opened yet, so that nobody can be left out unseen', async () => {
    expect(await closingGuard(test.commands).blockers(incidentId)).toEqual(
      agreements.map((agreementId) => ({ noticeId: noticeIdOf(incidentId, agreementId), reason: 'not-opened-yet' })),
    );
  });

  it('lets others have their turn while it asks', async () => {
    let turns = 0;
    let asking = true;
    const others = (): void => {
      turns += 1;
      if (asking) setImmediate(others);
    };
    setImmediate(others);
    await closingGuard(test.commands).blockers(incidentId);
    asking = false;
    expect(turns).toBeGreaterThanOrEqual(MANY / 16);
  });
});

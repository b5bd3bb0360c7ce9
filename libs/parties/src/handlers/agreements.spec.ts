import { CommandRefused, testContext } from '@art33/event-log';
import { agreementIdOf, agreementStream } from '../domain/ids.js';
import { agreementDecider } from '../domain/agreement-decider.js';
import { controller, later, otherProcessor, processor, sampleTerms, start, termsId } from '../testing/samples.js';
import { World } from '../testing/world.js';
import {
  ConcludeAgreement,
  ConcludeAgreementHandler,
  MoveAgreementToVersion,
  MoveAgreementToVersionHandler,
} from './agreements.js';

const foreign = '44444444-4444-4444-8444-444444444444';
const idOf = (ordinal: number) => agreementIdOf(processor, controller, termsId, ordinal);

let world: World;
beforeEach(async () => {
  world = await World.open();
  await world.registerProcessor();
  await world.registerController(controller);
  await world.registerController(foreign, {}, otherProcessor);
  await world.publish();
});
afterEach(() => world.close());

const concluding = (
  options: {
    with?: string;
    under?: string;
    version?: number;
    from?: string;
    context?: ReturnType<typeof testContext>;
  } = {},
) =>
  new ConcludeAgreementHandler(world.log.commands).execute(
    new ConcludeAgreement(
      options.with ?? controller,
      options.under ?? termsId,
      options.version ?? 1,
      options.from ?? start,
      options.context ?? testContext({ organisation: processor }),
    ),
  );
const moving = (version: number, organisation = processor) =>
  new MoveAgreementToVersionHandler(world.log.commands).execute(
    new MoveAgreementToVersion(idOf(1), version, later, testContext({ organisation })),
  );
const refusal = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof CommandRefused ? { code: error.refusal.code, field: error.refusal.field } : error;
};

describe('concluding an agreement', () => {
  test('authorises the subprocessors that the accepted version names', async () => {
    const { agreementId, outcome } = await concluding();
    expect(agreementId).toBe(idOf(1));
    expect(outcome.events[0]?.data).toMatchObject({ termsVersion: 1, subprocessors: ['hosting-gmbh', 'mail-ltd'] });
  });
  test('a controller of another processor and an unknown one are refused alike', async () => {
    const expected = { code: 'unknown-controller', field: 'controllerId' };
    expect(await refusal(concluding({ with: foreign }))).toEqual(expected);
    expect(await refusal(concluding({ with: 'nobody' }))).toEqual(expected);
    expect(await refusal(concluding({ with: processor }))).toEqual(expected);
  });
  test('unknown terms and versions are refused', async () => {
    expect(await refusal(concluding({ under: 'nothing' }))).toEqual({ code: 'unknown-terms', field: 'termsId' });
    expect(await refusal(concluding({ version: 2 }))).toEqual({ code: 'unknown-version', field: 'termsVersion' });
  });
  test('of eight at once one is concluded, the others find it', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, day) =>
        concluding({ from: `2026-01-0${day + 1}T00:00:00.000Z` }).catch((error: unknown) => error),
      ),
    );
    expect(results.filter((result) => !(result instanceof CommandRefused))).toHaveLength(1);
    expect(await world.log.commands.read(agreementStream(idOf(2)))).toEqual([]);
  });
  test('after the end of one the next is another, and a repeated request finds the one it concluded', async () => {
    const context = testContext({ organisation: processor });
    await concluding({ context });
    await world.agreed(idOf(1), { type: 'end-agreement', until: later });
    expect((await concluding({ context })).agreementId).toBe(idOf(1));
    expect((await concluding({ from: later })).agreementId).toBe(idOf(2));
    expect(await refusal(concluding({ from: start }))).toEqual({ code: 'agreements-overlap', field: 'from' });
  });
});

describe('moving an agreement to another version', () => {
  test('takes the subprocessors of that version', async () => {
    await concluding();
    expect(await refusal(moving(2))).toEqual({ code: 'unknown-version', field: 'termsVersion' });
    await world.publish({
      ...sampleTerms,
      version: '2',
      effectiveFrom: '2026-06-01',
      subprocessors: sampleTerms.subprocessors.slice(0, 1),
    });
    expect((await moving(2)).events[0]?.data).toMatchObject({
      termsVersion: 2,
      authorised: [],
      withdrawn: ['mail-ltd'],
    });
    expect(await world.log.commands.state(agreementDecider, agreementStream(idOf(1)))).toMatchObject({
      versions: [{}, { termsVersion: 2 }],
    });
  });
  test('is for its processor only', async () => {
    await concluding();
    expect(await refusal(moving(1, otherProcessor))).toEqual({ code: 'not-found', field: undefined });
  });
});

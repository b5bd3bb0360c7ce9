import { randomUUID } from 'node:crypto';
import { isErased, orErased, type Erased } from '../domain/event.js';
import { Refusal, type Decider } from '../domain/decider.js';
import { declareEvents } from '../domain/registry.js';
import { CommandIdReused, CommandRefused, EditConflict, type CommandOutcome } from '../port/commands.js';
import { LogUnavailable } from '../port/errors.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { CommandRunner, TooBusy } from './command-runner.js';

type Event =
  | { type: 'Counted'; data: { by: number; at: string } }
  | { type: 'Remarked'; data: { who: string; text: string | Erased } };
type Command =
  { type: 'Count'; upTo: number } | { type: 'Add'; by: number } | { type: 'Remark'; who: string; text: string };
interface State {
  readonly count: number;
  readonly remarks: readonly string[];
}
const counter: Decider<State, Command, Event> = {
  initialState: { count: 0, remarks: [] },
  decide: (command, state) => {
    switch (command.type) {
      case 'Count':
        return state.count >= command.upTo ? [] : [{ type: 'Counted', data: { by: 1, at: command.now } }];
      case 'Add':
        if (command.by < 0) return new Refusal('counts-up', 'invalid', 'a counter counts up', 'by');
        return Array.from(
          { length: command.by },
          () => ({ type: 'Counted', data: { by: 1, at: command.now } }) as const,
        );
      case 'Remark':
        return [{ type: 'Remarked', data: { who: command.who, text: command.text } }];
    }
  },
  evolve: (state, event) =>
    event.type === 'Counted'
      ? { ...state, count: state.count + event.data.by }
      : { ...state, remarks: [...state.remarks, orErased(event.data.text, '(erased)')] },
};
const declarations = declareEvents<Event>()({
  Counted: { version: 1, meaning: 'Something was counted.' },
  Remarked: { version: 1, meaning: 'Somebody remarked.', personal: { '/text': (data) => [`person:${data.who}`] } },
});

describe('running commands', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await TestLog.open(declarations);
  });
  afterEach(() => test.close());
  const add = (by: number, context = testContext(), stream = 'counter-1') =>
    test.commands.run(counter, stream, { type: 'Add', by }, context);
  const ok = (outcome: CommandOutcome<Event> | Error | undefined): CommandOutcome<Event> => {
    if (outcome === undefined || outcome instanceof Error) throw outcome;
    return outcome;
  };

  it('writes what was decided and says where it stands', async () => {
    const context = testContext({ causationId: 'cause' });
    const outcome = await add(2, context);
    expect(outcome).toMatchObject({
      revision: 1,
      logNumber: 1,
      edits: 1,
      repeated: false,
      position: outcome.events[1]?.position,
    });
    expect(outcome.events).toEqual(await test.commands.read('counter-1'));
    expect(outcome.events[0]).toMatchObject({
      type: 'Counted',
      schemaVersion: 1,
      data: { by: 1, at: test.clock.instant },
      recordedAt: test.clock.instant,
      metadata: { actor: context.actor, organisation: 'processor', commandId: context.commandId, causationId: 'cause' },
    });
  });
  it('decides on the folded history', async () => {
    await add(2);
    const outcome = await test.commands.run(counter, 'counter-1', { type: 'Count', upTo: 2 }, testContext());
    expect(outcome).toMatchObject({ events: [], revision: 1, logNumber: 1, edits: 1, repeated: false });
    expect(await test.commands.state(counter, 'counter-1')).toEqual({ count: 2, remarks: [] });
  });
  it('answers for a stream that nothing was written to', async () => {
    expect(await add(0)).toEqual({
      events: [],
      position: undefined,
      logNumber: undefined,
      revision: -1,
      edits: 0,
      repeated: false,
    });
  });
  it('throws what the decider refuses, and writes nothing', async () => {
    await expect(add(-1)).rejects.toThrow(CommandRefused);
    expect((await test.log.head()).size).toBe(0);
  });
  it('reads a stream as it was when the log ended at an event', async () => {
    await add(1);
    await add(1, testContext(), 'counter-2');
    await add(1);
    expect((await test.commands.read('counter-1', 1)).map((event) => event.logNumber)).toEqual([0]);
    expect((await test.commands.read('counter-1', 2)).map((event) => event.logNumber)).toEqual([0, 2]);
  });
  it('seals personal fields in the log and opens them for the decider', async () => {
    await test.commands.run(counter, 'counter-1', { type: 'Remark', who: 'p1', text: 'by Erika' }, testContext());
    expect(JSON.stringify(await test.log.readAll(undefined, 10))).not.toContain('Erika');
    expect((await test.commands.state(counter, 'counter-1')).remarks).toEqual(['by Erika']);
    await test.keys.erase('person:p1');
    expect((await test.commands.state(counter, 'counter-1')).remarks).toEqual(['(erased)']);
    const [remark] = await test.commands.read('counter-1');
    expect(isErased((remark as { data: { text: unknown } }).data.text)).toBe(true);
  });

  describe('time', () => {
    it('never runs backwards within a stream, for decider and log alike', async () => {
      await add(1);
      const first = test.clock.instant;
      test.clock.advance({ minutes: -5 });
      const { events } = await add(1);
      expect(events[0]).toMatchObject({ recordedAt: first, data: { at: first } });
    });
  });

  describe('a command id', () => {
    it('gives the first outcome again, whatever came after', async () => {
      const context = testContext({ commandDigest: 'd1' });
      const first = await add(2, context);
      await add(3);
      expect(await add(2, context)).toEqual({ ...first, repeated: true });
      expect(await test.commands.state(counter, 'counter-1')).toMatchObject({ count: 5 });
    });
    it('is refused for another request', async () => {
      const context = testContext({ commandDigest: 'd1' });
      await add(2, context);
      await expect(add(2, { ...context, commandDigest: 'd2' })).rejects.toThrow(CommandIdReused);
      await expect(add(2, { ...context, commandDigest: undefined })).rejects.toThrow(CommandIdReused);
    });
    it('writes once when the same request arrives many times at once', async () => {
      const context = testContext({ commandDigest: 'd1' });
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => add(2, context)));
      expect(await test.commands.state(counter, 'counter-1')).toMatchObject({ count: 2 });
      expect(new Set(outcomes.map((outcome) => outcome.revision))).toEqual(new Set([1]));
      expect(outcomes.filter((outcome) => !outcome.repeated).length).toBeGreaterThanOrEqual(1);
    });
    it('makes the ids of events, so that a retry has the same ones', async () => {
      const commandId = randomUUID();
      const [a, b] = [await add(2, testContext({ commandId })), await add(2, testContext({ commandId }), 'counter-2')];
      expect(new Set([...a.events, ...b.events].map((event) => event.id)).size).toBe(4);
    });
  });

  describe('edits', () => {
    it('counts commands of people and tokens of one organisation, not what machines, links or others do', async () => {
      await add(3);
      await add(1, testContext({ actor: { kind: 'token', id: 't' } }));
      await add(1, testContext({ actor: { kind: 'system', id: 's' } }));
      await add(1, testContext({ actor: { kind: 'link', id: 'l' } }));
      const other = await add(1, testContext({ organisation: 'controller' }));
      expect(other.edits).toBe(1);
      expect((await add(0)).edits).toBe(2);
    });
    it('accepts a command from an editor who has seen them all', async () => {
      await add(1);
      await add(1, testContext({ actor: { kind: 'system', id: 's' } }));
      expect(await add(1, testContext({ expectedEdits: 1 }))).toMatchObject({ edits: 2 });
    });
    it('refuses it from one who has not, and shows what changed since', async () => {
      await add(1);
      test.clock.advance({ minutes: 1 });
      await add(2, testContext({ actor: { kind: 'person', id: 'p2' } }));
      await add(1, testContext({ organisation: 'controller' }));
      const error: unknown = await add(1, testContext({ expectedEdits: 1 })).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(EditConflict);
      const change = {
        type: 'Counted',
        at: test.clock.instant,
        actor: { kind: 'person', id: 'p2' },
        data: { by: 1, at: test.clock.instant },
      };
      expect(error).toMatchObject({ expectedEdits: 1, edits: 2, changes: [change, change] });
    });
    it('gives a repeated command its outcome, though its own edit has come since', async () => {
      await add(1);
      const context = testContext({ expectedEdits: 1, commandDigest: 'd' });
      const first = await add(1, context);
      expect(await add(1, context)).toEqual({ ...first, repeated: true });
    });
  });

  describe('when others write first', () => {
    it('decides again on the new history, so that a rule holds under concurrency', async () => {
      const nodes = [test.commands, new CommandRunner(test.log, test.codec, test.clock)];
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          nodes[index % 2]?.run(counter, 'counter-1', { type: 'Count', upTo: 5 }, testContext()),
        ),
      );
      expect(await test.commands.state(counter, 'counter-1')).toMatchObject({ count: 5 });
    });
    it('gives up after ten tries, with nothing written', async () => {
      const pushy: typeof counter = {
        ...counter,
        decide: (command, state) => {
          void test.log.append('counter-1', 'any', [stray()]);
          return counter.decide(command, state);
        },
      };
      const commandId = randomUUID();
      const failure = test.commands.run(pushy, 'counter-1', { type: 'Add', by: 1 }, testContext({ commandId }));
      await expect(failure).rejects.toThrow(TooBusy);
      await expect(failure).rejects.toThrow(LogUnavailable);
      const history = await test.commands.read('counter-1');
      expect(history).toHaveLength(10);
      expect(history.some((event) => event.metadata.commandId === commandId)).toBe(false);
    });
    const stray = () => ({
      id: randomUUID(),
      type: 'Counted',
      schemaVersion: 1,
      data: { by: 1, at: test.clock.instant },
      metadata: {
        actor: { kind: 'system', id: 's' },
        organisation: 'o',
        correlationId: 'c',
        commandId: randomUUID(),
      } as const,
      recordedAt: test.clock.instant,
    });
  });

  describe('many at once', () => {
    it('gives one result per item, in order; one that fails harms no other', async () => {
      const items = Array.from({ length: 100 }, (_, index) => ({
        stream: `counter-${index}`,
        command: { type: 'Add', by: index === 50 ? -1 : 1 } as const,
        context: testContext(),
      }));
      const outcomes = await test.commands.runMany(counter, items);
      expect(outcomes).toHaveLength(100);
      outcomes.forEach((outcome, index) => {
        if (index === 50) expect(outcome).toBeInstanceOf(CommandRefused);
        else expect(ok(outcome).events[0]?.stream).toBe(`counter-${index}`);
      });
    });
    it('runs commands for one stream in the order given', async () => {
      const items = Array.from({ length: 40 }, (_, index) => ({
        stream: 'counter-1',
        command: { type: 'Remark', who: 'p1', text: String(index) } as const,
        context: testContext(),
      }));
      const outcomes = await test.commands.runMany(counter, items);
      expect(outcomes.map((outcome) => ok(outcome).revision)).toEqual(items.map((_, index) => index));
      expect((await test.commands.state(counter, 'counter-1')).remarks).toEqual(items.map((_, index) => String(index)));
    });
    it('decides losers again', async () => {
      const item = (stream: string) => ({
        stream,
        command: { type: 'Count', upTo: 1 } as const,
        context: testContext(),
      });
      const streams = Array.from({ length: 10 }, (_, index) => `counter-${index}`);
      const runs = Array.from({ length: 4 }, () => test.commands.runMany(counter, streams.map(item)));
      const outcomes = (await Promise.all(runs)).flat().map(ok);
      expect(outcomes.filter((outcome) => outcome.events.length > 0)).toHaveLength(10);
      expect((await test.log.head()).size).toBe(10);
    });
    it('tells of each that the log was closed', async () => {
      await test.log.close();
      const outcomes = await test.commands.runMany(counter, [
        { stream: 'a-1', command: { type: 'Add', by: 1 }, context: testContext() },
      ]);
      expect(outcomes).toEqual([expect.any(LogUnavailable)]);
    });
  });
});

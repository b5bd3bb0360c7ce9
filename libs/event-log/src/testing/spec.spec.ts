import { Refusal, type Decider } from '../domain/decider.js';
import { spec } from './spec.js';

type Event = { type: 'Opened'; data: { by: string; note?: string } } | { type: 'Shut'; data: { at: string } };
type Command = { type: 'Open'; by: string } | { type: 'Shut' };
const door: Decider<'open' | 'shut', Command, Event> = {
  initialState: 'shut',
  decide: (command, state) => {
    if (command.type === 'Open') {
      if (command.by === '') return new Refusal('opener-missing', 'invalid', 'a door is opened by somebody', 'by');
      return state === 'open' ? [] : [{ type: 'Opened', data: { by: command.by, note: undefined } }];
    }
    return state === 'shut' ? [] : [{ type: 'Shut', data: { at: command.now } }];
  },
  evolve: (_state, event) => (event.type === 'Opened' ? 'open' : 'shut'),
};
const now = '2026-03-02T03:10:00.000Z';
const opened: Event = { type: 'Opened', data: { by: 'a' } };

describe('given, when, then', () => {
  it('passes on the decided events, an undefined property counting as absent', () =>
    spec(door).given([]).when({ type: 'Open', by: 'a' }, now).then([opened]));
  it('hands the instant to the decider', () =>
    spec(door)
      .given([opened])
      .when({ type: 'Shut' }, now)
      .then([{ type: 'Shut', data: { at: now } }]));
  it('passes on no events', () => spec(door).when({ type: 'Shut' }, now).then([]));
  it('passes on a refusal by code and field', () =>
    spec(door).when({ type: 'Open', by: '' }, now).thenRefused('opener-missing', 'by'));
  it('shows the state afterwards', () =>
    spec(door)
      .when({ type: 'Open', by: 'a' }, now)
      .thenState((state) => state === 'open'));

  it.each([
    [
      'other events',
      () =>
        spec(door)
          .when({ type: 'Open', by: 'a' }, now)
          .then([{ type: 'Opened', data: { by: 'b' } }]),
      /'b'/,
    ],
    ['events instead of a refusal', () => spec(door).when({ type: 'Open', by: 'a' }, now).thenRefused('x'), /"Opened"/],
    [
      'a refusal instead of events',
      () => spec(door).when({ type: 'Open', by: '' }, now).then([]),
      /opener-missing at by/,
    ],
    ['another code', () => spec(door).when({ type: 'Open', by: '' }, now).thenRefused('other'), /other/],
    ['another field', () => spec(door).when({ type: 'Open', by: '' }, now).thenRefused('opener-missing', 'at'), /'at'/],
    [
      'another state',
      () =>
        spec(door)
          .when({ type: 'Open', by: 'a' }, now)
          .thenState((state) => state === 'shut'),
      /"open"/,
    ],
  ])('fails on %s and says what it got', (_name, check, said) => expect(check).toThrow(said));
});

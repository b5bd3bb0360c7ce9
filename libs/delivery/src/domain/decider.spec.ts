import type { MessageCommandOf } from './commands.js';
import {
  T,
  acceptance,
  accepted,
  bounced,
  delivered,
  failed,
  failure,
  lost,
  message,
  prepare,
  prepared,
  scopes,
  sending,
  started,
  t0,
  unanswered,
  unknown,
} from './message.fixture.js';

describe('a message is prepared', () => {
  test('once', () => {
    message.given([]).when(prepare, t0).then([prepared()]);
    message.given([prepared()]).when(prepare, T('10:05:00')).then([]);
  });
  test('before anything else can happen to it', () => {
    message.given([]).when({ type: 'start', node: 'node-a' }, t0).thenRefused('message-unknown');
  });
});

describe('an attempt starts', () => {
  const start: MessageCommandOf<'start'> = { type: 'start', node: 'node-a' };

  test('with a lease of fifteen minutes', () => {
    message
      .given([prepared()])
      .when(start, t0)
      .then([started(1, t0, 'node-a', T('10:15:00'))]);
  });
  test('never beside another', () => {
    sending.when({ ...start, node: 'node-b' }, T('10:20:00')).thenRefused('message-already-started');
  });
  test('not before the message may be sent', () => {
    message
      .given([prepared({ notBefore: T('12:00:00') })])
      .when(start, T('11:59:59'))
      .thenRefused('message-not-due');
  });
  test('not before the next attempt is due', () => {
    const waiting = sending.given([failed(1, T('10:00:02'), T('10:01:02'))]);
    waiting.when(start, T('10:01:01')).thenRefused('message-not-due');
    waiting.when(start, T('10:01:02')).then([started(2, T('10:01:02'), 'node-a', T('10:16:02'))]);
  });
  test.each([
    ['accepted', accepted(1, t0)],
    ['failed for good', failed(1, t0, null)],
    ['bounced', bounced],
    ['delivered', delivered],
  ])('never again when the message is %s', (_, settled) => {
    sending.given([settled]).when(start, T('12:00:00')).thenRefused('message-settled');
  });
});

describe('an acceptance', () => {
  test('is recorded with the instant our process saw it', () => {
    sending.when(acceptance, T('10:00:03')).then([accepted(1, T('10:00:02'))]);
  });
  test('heard a second time adds nothing', () => {
    sending
      .given([accepted(1, T('10:00:02'))])
      .when(acceptance, T('10:00:03'))
      .then([]);
  });
  test('after an unknown outcome says that the message may have arrived twice', () => {
    sending
      .given([unknown(1, T('10:00:02'), T('10:01:02')), started(2, T('10:01:02'))])
      .when({ ...acceptance, attempt: 2, at: T('10:01:03') }, T('10:01:03'))
      .then([accepted(2, T('10:01:03'), true)]);
  });
  test('after failures that are certain says nothing of the kind', () => {
    sending
      .given([failed(1, T('10:00:02'), T('10:01:02')), started(2, T('10:01:02'))])
      .when({ ...acceptance, attempt: 2, at: T('10:01:03') }, T('10:01:03'))
      .then([accepted(2, T('10:01:03'))]);
  });
  test('that comes late, for an attempt thought lost, ends the waiting', () => {
    sending
      .given([lost(1, T('10:16:00'))])
      .when(acceptance, T('10:16:01'))
      .then([accepted(1, T('10:00:02'))]);
  });
  test('that comes late while the next copy is under way counts, and the second one then adds nothing', () => {
    const racing = sending.given([lost(1, T('10:16:00')), started(2, T('10:16:00'), 'node-b')]);
    racing.when(acceptance, T('10:16:01')).then([accepted(1, T('10:00:02'), true)]);
    racing
      .given([accepted(1, T('10:00:02'), true)])
      .when({ ...acceptance, attempt: 2, at: T('10:16:05') }, T('10:16:05'))
      .then([]);
  });
  test('of an attempt that never was is nothing', () => {
    sending.when({ ...acceptance, attempt: 7 }, T('10:16:01')).then([]);
  });
});

describe('a failure', () => {
  test('with 5xx is permanent and has no further attempt', () => {
    sending.when({ ...failure, code: '550', permanent: true }, T('10:00:02')).then([failed(1, T('10:00:02'), null)]);
  });
  test.each([
    [1, 1],
    [2, 2],
    [3, 5],
    [4, 10],
    [5, 20],
    [6, 40],
    [7, 60],
    [8, 60],
    [40, 60],
  ])('number %i with 4xx is tried again after %i minutes', (attempt, minutes) => {
    const at = T('10:00:00');
    const retryAt = new Date(Date.parse(at) + minutes * 60_000).toISOString();
    message
      .given([prepared(), started(attempt, at)])
      .when({ ...failure, attempt, at }, at)
      .then([failed(attempt, at, retryAt)]);
  });
  test('is tried again up to a fifth earlier, so that many do not come at once', () => {
    sending.when({ ...failure, jitter: 0.5 }, T('10:00:02')).then([failed(1, T('10:00:02'), T('10:00:56'))]);
  });
  test('five days after the first attempt is the last: the message is given up', () => {
    const at = '2026-10-29T09:30:00.000Z';
    message
      .given([prepared(), started(1, t0), failed(1, t0, T('10:01:00')), started(120, at)])
      .when({ ...failure, attempt: 120, at }, at)
      .then([
        {
          type: 'MessageFailed',
          data: { attempt: 120, at, code: '451', permanent: false, reply: 'no', retryAt: null, scopes },
        },
        { type: 'MessageGivenUp', data: { at, attempts: 120, why: 'too-long' } },
      ]);
  });
  test('of an attempt thought lost meanwhile changes nothing', () => {
    sending
      .given([lost(1, T('10:16:00'))])
      .when(failure, T('10:16:01'))
      .then([]);
  });
});

describe('an unknown outcome', () => {
  test('is sent again by itself', () => {
    sending.when(unanswered, T('10:00:02')).then([unknown(1, T('10:00:02'), T('10:01:02'))]);
  });
  test('ten times over is enough: one more copy would do harm', () => {
    const nine = Array.from({ length: 9 }, (_, index) => [started(index + 1, t0), unknown(index + 1, t0, t0)]).flat();
    message
      .given([prepared(), ...nine, started(10, t0)])
      .when({ ...unanswered, attempt: 10, at: t0 }, t0)
      .then([
        unknown(10, t0, null),
        { type: 'MessageGivenUp', data: { at: t0, attempts: 10, why: 'outcome-unknown' } },
      ]);
  });
  test('cleared up late is an acceptance all the same', () => {
    sending
      .given([unknown(1, t0, null), { type: 'MessageGivenUp', data: { at: t0, attempts: 1, why: 'outcome-unknown' } }])
      .when(acceptance, T('11:00:00'))
      .then([accepted(1, T('10:00:02'))]);
  });
});

describe('an attempt whose process is gone', () => {
  const lease = message.given([prepared(), started(1, t0, 'node-a', T('10:15:00'))]);

  test('is declared lost by the node that ran it, and sent again at once', () => {
    lease.when({ type: 'declare-lost', attempt: 1, node: 'node-a' }, T('10:00:30')).then([lost(1, T('10:00:30'))]);
  });
  test('is left alone by other nodes while its lease lasts', () => {
    lease.when({ type: 'declare-lost', attempt: 1, node: 'node-b' }, T('10:14:59')).thenRefused('message-leased');
  });
  test('is declared lost by another node after its lease', () => {
    lease.when({ type: 'declare-lost', attempt: 1, node: 'node-b' }, T('10:15:00')).then([lost(1, T('10:15:00'))]);
  });
  test('is not lost when its outcome is known', () => {
    lease
      .given([accepted(1, T('10:00:02'))])
      .when({ type: 'declare-lost', attempt: 1, node: 'node-a' }, T('10:00:30'))
      .then([]);
    lease
      .given([failed(1, T('10:00:02'), T('10:01:02'))])
      .when({ type: 'declare-lost', attempt: 1, node: 'node-a' }, T('10:00:30'))
      .then([]);
  });
});

describe('a message whose address or text has been erased', () => {
  test('is given up', () => {
    sending
      .when({ type: 'give-up', why: 'erased' }, T('10:00:01'))
      .then([{ type: 'MessageGivenUp', data: { at: T('10:00:01'), attempts: 1, why: 'erased' } }]);
  });
  test('stays as it is when it is settled', () => {
    sending
      .given([accepted(1, t0)])
      .when({ type: 'give-up', why: 'erased' }, T('10:00:01'))
      .then([]);
  });
});

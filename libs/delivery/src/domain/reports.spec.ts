import type { MessageCommandOf } from './commands.js';
import type { MessageEvent } from './events.js';
import {
  T,
  acceptance,
  accepted,
  bounced,
  delivered,
  failed,
  lost,
  message,
  prepared,
  report,
  scopes,
  sending,
  started,
  unknown,
} from './message.fixture.js';

describe('a report by a server', () => {
  const handedOver = sending.given([accepted(1, T('10:00:02'))]);
  const bounce: MessageCommandOf<'record-bounce'> = { type: 'record-bounce', statedAt: T('10:07:00'), ...report };
  const undated = { arrivedAt: T('10:02:03'), status: '2.0.0', evidenceId: 'dsn-0' };
  const delivery: MessageCommandOf<'record-server-delivery'> = {
    type: 'record-server-delivery',
    ...undated,
    statedAt: T('10:02:00'),
  };

  test('counts from the instant it states, between hand-over and arrival', () => {
    handedOver.when(delivery, T('10:02:04')).then([delivered]);
  });
  test.each([
    ['an instant before the hand-over', { statedAt: T('10:00:01') }],
    ['an instant after its own arrival', { statedAt: T('10:02:04') }],
    ['no instant', {}],
  ])('that states %s counts from its arrival', (_, stated) => {
    handedOver
      .when({ type: 'record-server-delivery', ...undated, ...stated }, T('10:02:04'))
      .then([{ ...delivered, data: { ...delivered.data, at: T('10:02:03') } } as MessageEvent]);
  });
  test('of failure undoes a delivery reported before (examples, D)', () => {
    handedOver.given([delivered]).when(bounce, T('10:07:06')).then([bounced]);
  });
  test('twice is recorded once', () => {
    handedOver.given([bounced]).when(bounce, T('10:08:00')).then([]);
    handedOver.given([delivered]).when(delivery, T('10:08:00')).then([]);
    handedOver
      .given([delivered, bounced])
      .when({ ...delivery, statedAt: T('10:02:00') }, T('10:08:00'))
      .then([]);
  });
  test('of a delivery before the bounce, arriving after it, changes nothing', () => {
    handedOver
      .given([bounced])
      .when({ ...delivery, evidenceId: 'dsn-2' }, T('10:08:00'))
      .then([]);
  });
  test('of a delivery later than the bounce is that of another copy', () => {
    const later = { ...delivery, statedAt: T('10:09:00'), arrivedAt: T('10:09:01'), evidenceId: 'dsn-2' };
    handedOver
      .given([bounced])
      .when(later, T('10:09:02'))
      .then([
        {
          type: 'MessageDeliveredByServer',
          data: { at: T('10:09:00'), arrivedAt: T('10:09:01'), status: '2.0.0', evidenceId: 'dsn-2', scopes },
        },
      ]);
  });
  test('on a message with unknown outcome ends the sending', () => {
    const inDoubt = sending.given([unknown(1, T('10:00:30'), T('10:01:30'))]);
    inDoubt.given([bounced]).when({ type: 'start', node: 'node-a' }, T('12:00:00')).thenRefused('message-settled');
    inDoubt.when(delivery, T('10:02:04')).then([delivered]);
  });
  test('of a delay is kept, and nothing changes by it', () => {
    const delay: MessageCommandOf<'record-delay'> = { type: 'record-delay', ...undated, status: '4.4.7' };
    const delayed: MessageEvent = {
      type: 'MessageDelayed',
      data: { at: T('10:02:03'), arrivedAt: T('10:02:03'), status: '4.4.7', evidenceId: 'dsn-0', scopes },
    };
    handedOver.when(delay, T('10:02:04')).then([delayed]);
    handedOver.given([delayed]).when(delay, T('10:02:04')).then([]);
    handedOver.given([delayed]).when(bounce, T('10:07:06')).then([bounced]);
  });
  test('on a message that no server was ever given is refused', () => {
    message.given([prepared()]).when(bounce, T('10:08:00')).thenRefused('message-never-handed-over');
    sending
      .given([failed(1, T('10:00:02'), T('10:01:02'))])
      .when(bounce, T('10:08:00'))
      .thenRefused('message-never-handed-over');
  });
  test('of failure, then a further copy accepted: handed over again', () => {
    sending
      .given([lost(1, T('10:00:30')), started(2, T('10:00:31')), bounced])
      .when({ ...acceptance, attempt: 2, at: T('10:08:00') }, T('10:08:00'))
      .then([accepted(2, T('10:08:00'), true)]);
  });
});

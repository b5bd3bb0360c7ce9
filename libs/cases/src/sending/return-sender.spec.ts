import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemResolve } from '@art33/delivery';
import { testContext } from '@art33/event-log';
import { caseDecider } from '../domain/decider.js';
import { caseStream, importedCaseIdOf, receivedIdOf } from '../domain/ids.js';
import { importedNotice } from '../testing/notice.js';
import { practice, stated, utc } from '../testing/story.js';
import { World } from '../testing/world.js';
import { ReturnSender } from './return-sender.js';

const AT = '2026-10-25T10:12:00+01:00';
const RECEIPT = { acknowledgementId: 'a', name: 'Dr. Muster', logNumber: 7, nested: { dropped: true } };
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('Telling the sender of an acknowledgement', () => {
  let world: World;
  let server: Server;
  let sender: ReturnSender;
  let answer: Answer;
  let asked: { readonly url: string; readonly body: string }[];
  let count = 0;
  let caseId: string;
  /** Of this test's notice: earlier ones may be due again meanwhile. */
  const path = (): string => `/n/${count}/acknowledgement`;

  beforeAll(async () => {
    world = await World.open();
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        if (request.url === path()) asked.push({ url: request.url, body });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await world.close();
  });
  beforeEach(async () => {
    asked = [];
    answer = (_, response) => response.writeHead(200).end(JSON.stringify(RECEIPT));
    sender = senderWith({});
    caseId = await acknowledged(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => sender.stop());

  const errors: unknown[] = [];
  const senderWith = (options: { readonly privateAllowed?: boolean; readonly timeoutMilliseconds?: number }) =>
    new ReturnSender({
      commands: world.rooms.test.commands,
      models: world.rooms.models,
      clock: world.rooms.test.clock,
      node: 'node-1',
      guard: { mayDecide: () => true },
      privateAllowed: true,
      resolve: systemResolve,
      onError: (error) => void errors.push(error),
      ...options,
    });

  /** A case whose notice was acknowledged, with the sender at this address. */
  async function acknowledged(sendersUrl: string): Promise<string> {
    const noticeId = `55555555-5555-4555-8555-${String((count += 1)).padStart(12, '0')}`;
    const link = sendersUrl + path();
    const id = importedCaseIdOf(practice, noticeId);
    const receivedId = receivedIdOf(id, 1);
    const notice = { ...importedNotice, links: { page: link, acknowledgement: link } };
    await world.give(id, AT, {
      type: 'file-received-notice',
      caseId: id,
      controllerId: practice,
      zone: 'Europe/Berlin',
      receivedId,
      received: stated(AT),
      kind: 'breach',
      processor: 'Other GmbH',
      noticeId,
      sending: 1,
      file: { mediaType: 'application/json', digest: 'ab'.repeat(32), size: 1 },
      mail: null,
      notice,
    });
    await world.give(id, AT, { type: 'acknowledge-received', receivedId, by: { name: 'Dr. Muster', function: null } });
    return id;
  }
  const acknowledgement = async () =>
    (await world.rooms.test.commands.state(caseDecider, caseStream(caseId))).received[0]?.acknowledgement;
  const told = async () => {
    await world.rooms.settled();
    await sender.idle();
    return acknowledgement();
  };

  it('posts who acknowledged, once, and keeps the flat fields of the receipt', async () => {
    expect(await told()).toMatchObject({ phase: 'accepted', attempt: 1 });
    await told();
    expect(asked).toEqual([{ url: path(), body: '{"name":"Dr. Muster"}' }]);
    expect((await acknowledgement())?.receipt).toEqual({ acknowledgementId: 'a', name: 'Dr. Muster', logNumber: 7 });
    expect(errors).toEqual([]);
  });

  it.each<[string, Answer, object]>([
    [
      '500',
      (_, response) => response.writeHead(500).end(),
      { phase: 'failed', fault: { why: 'refused', status: 500 } },
    ],
    [
      '429',
      (_, response) => response.writeHead(429).end(),
      { phase: 'failed', fault: { why: 'refused', status: 429 } },
    ],
    [
      '404',
      (_, response) => response.writeHead(404).end(),
      { phase: 'given-up', fault: { why: 'no-such-link', status: 404 } },
    ],
    [
      '422',
      (_, response) => response.writeHead(422).end(),
      { phase: 'given-up', fault: { why: 'refused', status: 422 } },
    ],
    [
      'a redirect, which is not followed',
      (_, response) => response.writeHead(302, { Location: '/elsewhere' }).end(),
      { phase: 'given-up', fault: { why: 'refused', status: 302 } },
    ],
    ['a page', (_, response) => response.end('<html>'), { phase: 'failed', fault: { why: 'no-receipt', status: 200 } }],
    [
      'an answer without end',
      (_, response) => response.end(`{"acknowledgementId":"${'a'.repeat(100_000)}"}`),
      { phase: 'failed', fault: { why: 'no-receipt' } },
    ],
    ['a cut line', (request) => request.socket.destroy(), { phase: 'unknown', fault: { why: 'no-answer' } }],
  ])('records what came of it: %s', async (_, behaviour, expected) => {
    answer = behaviour;
    expect(await told()).toMatchObject({ attempt: 1, ...expected });
    expect(asked).toHaveLength(1);
  });

  it('takes silence for unknown, and tells it again', async () => {
    answer = () => undefined;
    sender = senderWith({ timeoutMilliseconds: 200 });
    expect(await told()).toMatchObject({
      phase: 'unknown',
      fault: { why: 'no-answer' },
      dueAt: utc('2026-10-25T10:13:00+01:00'),
    });
    answer = (_, response) => response.writeHead(200).end(JSON.stringify(RECEIPT));
    world.rooms.test.clock.set(utc('2026-10-25T10:13:00+01:00'));
    expect(await told()).toMatchObject({ phase: 'accepted', attempt: 2 });
    expect(asked).toHaveLength(2);
  });

  it('takes over what a process left behind, and never asks a private address unless that is allowed', async () => {
    const acknowledgementId = (await acknowledgement())?.acknowledgementId ?? '';
    await world.give(
      caseId,
      AT,
      { type: 'start-return', acknowledgementId, node: 'node-1' },
      testContext({ organisation: practice }),
    );
    expect(await told()).toMatchObject({ phase: 'unknown', attempt: 1, fault: { why: 'process-ended' } });
    world.rooms.test.clock.set(utc('2026-10-25T10:20:00+01:00'));
    sender = senderWith({ privateAllowed: false });
    expect(await told()).toMatchObject({ phase: 'given-up', attempt: 2, fault: { why: 'address-not-allowed' } });
    expect(asked).toEqual([]);
  });

  it('asks nobody once the key of its controller is destroyed', async () => {
    await world.rooms.settled();
    await world.rooms.test.keys.erase(`controller:${practice}`);
    expect(await told()).toMatchObject({ phase: 'given-up', fault: { why: 'erased' } });
    expect(asked).toEqual([]);
  });
});

import { Global, Module } from '@nestjs/common';
import {
  COMMANDS,
  EVENT_LOG,
  EventCodec,
  EventRegistry,
  KEY_STORE,
  Sealer,
  type Commands,
  type EventLog,
  type KeyStore,
} from '@art33/event-log';
import { issueToken, ServedRooms, TEST_OPERATOR_TOKEN, type Ask } from '@art33/identity';
import { nodeEvents } from '../domain/events.js';
import { NodeRegister } from '../handlers/register.js';
import { NodesModule } from '../nodes.module.js';

const HERE = 'a0000000-0000-4000-8000-000000000000';
const GONE = 'b0000000-0000-4000-8000-000000000000';
const NOBODY = 'c0000000-0000-4000-8000-000000000000';
const organisation = '11111111-1111-4111-8111-111111111111';

const registerOf = (log: EventLog, commands: Commands, keys: KeyStore, node: string): NodeRegister => {
  const codec = new EventCodec(new EventRegistry([nodeEvents]), new Sealer(keys));
  return new NodeRegister({ log, commands, codec, node, release: '0.1.0' });
};

@Global()
@Module({
  providers: [
    {
      provide: NodeRegister,
      inject: [EVENT_LOG, COMMANDS, KEY_STORE],
      useFactory: (log: EventLog, commands: Commands, keys: KeyStore) => registerOf(log, commands, keys, HERE),
    },
  ],
  exports: [NodeRegister],
})
class ThisNode {}

describe('nodes over HTTP', () => {
  let rooms: ServedRooms;
  let operator: Ask;
  beforeAll(async () => {
    rooms = await ServedRooms.open({ imports: [ThisNode, NodesModule], events: nodeEvents });
    await rooms.get(NodeRegister).join();
    const { log, commands, keys } = rooms.test;
    await registerOf(log, commands, keys, GONE).join();
    operator = rooms.with(TEST_OPERATOR_TOKEN);
  });
  afterAll(() => rooms.close());
  const listed = async () =>
    ((await operator('GET', '/nodes')).body['nodes'] as readonly { readonly id: string }[]).map(({ id }) => id);

  it('are listed for the operator, and for nobody else', async () => {
    expect((await operator('GET', '/nodes')).body).toMatchObject({ switchedOn: [], waiting: [] });
    expect(await listed()).toEqual([HERE, GONE]);
    const { token } = await issueToken(rooms.test.commands, { organisation, role: 'processor', label: 'test' });
    expect((await rooms.with(token)('GET', '/nodes')).status).toBe(403);
    expect((await rooms.with(token)('POST', `/nodes/${GONE}/retire`)).status).toBe(403);
    expect((await rooms.with()('GET', '/nodes')).status).toBe(401);
  });

  it('are retired once, each by its id in any case', async () => {
    const retire = (id: string) => operator('POST', `/nodes/${id}/retire`);
    const first = await retire(GONE.toUpperCase());
    expect([first.status, first.body['events']]).toMatchObject([200, [{ type: 'NodeRetired' }]]);
    expect(await listed()).toEqual([HERE]);
    expect((await retire(GONE)).body['events']).toEqual([]);
  });

  it('are not retired where nobody knows them, nor by themselves', async () => {
    expect((await operator('POST', `/nodes/${NOBODY}/retire`)).status).toBe(404);
    const itself = await operator('POST', `/nodes/${HERE}/retire`);
    expect([itself.status, itself.body['type']]).toEqual([409, 'urn:art33:problem:node-is-running']);
    expect((await operator('POST', '/nodes/nobody/retire')).status).toBe(400);
  });
});

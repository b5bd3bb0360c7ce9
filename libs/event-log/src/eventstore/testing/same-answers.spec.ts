import { readFileSync } from 'node:fs';
import { GrpcServer } from './grpc-server.js';
import { describeWithServer } from './describe-with-server.js';
import { transcriptOf, type Transcript } from './transcript.js';

/** What EventStoreDB 24.2.0 answered. */
const recorded = JSON.parse(
  readFileSync(new URL('./fixtures/answers-24.2.0.json', import.meta.url), 'utf8'),
) as Transcript;

describe('The server of this process', () => {
  let server: GrpcServer;
  beforeAll(async () => {
    server = await GrpcServer.start();
  });
  afterAll(() => server.stop());

  test('answers as the real one did', async () => expect(await transcriptOf(server.url)).toEqual(recorded));
});

describeWithServer('A real server', {}, (server) => {
  test('answers as it was recorded', async () => expect(await transcriptOf(server().url)).toEqual(recorded));
});

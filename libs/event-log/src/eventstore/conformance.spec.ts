import { eventLogConformance } from '../conformance/suite.js';
import { logOnServer } from './log-on-server.fixture.js';
import { GrpcServer } from './testing/grpc-server.js';
import { describeWithServer } from './testing/describe-with-server.js';

describeWithServer('A real server', {}, (server) => {
  eventLogConformance('EventStoreDB', () => logOnServer(server().url));
});

describe('A server in this process', () => {
  let server: GrpcServer;
  beforeAll(async () => {
    server = await GrpcServer.start();
  });
  afterAll(() => server.stop());

  eventLogConformance('EventStoreDB’s protocol', () => logOnServer(server.url));
});

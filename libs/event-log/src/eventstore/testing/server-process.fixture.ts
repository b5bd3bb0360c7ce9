/** Starts a "server", says its pid as JSON, and waits to be killed. */
import { ServerProcess } from './server-process.js';

const server = new ServerProcess(process.argv[2] as string, 0, [], []);
server.start();
process.stdout.write(`${JSON.stringify({ pid: server.pid })}\n`);
setInterval(() => undefined, 1_000);

/** A rendering thread that dies over a document called `deadly`, stays silent over `silent`, and echoes others' titles. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ id, document }: { id: number; document: { title: string } }) => {
  if (document.title === 'deadly') process.exit(3);
  if (document.title === 'silent') return;
  if (document.title === 'refused') parentPort?.postMessage({ id, error: 'cannot be laid out' });
  else parentPort?.postMessage({ id, value: new TextEncoder().encode(document.title) });
});

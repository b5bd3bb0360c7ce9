import { Worker } from 'node:worker_threads';
import type { MailParts } from './read-mail.worker.js';

export type { MailParts };

/** A mail that takes longer was made to. */
const LONGEST_MILLISECONDS = 20_000;
const MOST_MEGABYTES = 256;

/** The file is no mail, or one that cannot be read with reasonable effort. */
export class UnreadableMail extends Error {}

const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './read-mail.worker.ts' : './read-mail.worker.js',
  import.meta.url,
);

/**
 * Reads a mail (RFC 5322, MIME) in a thread of its own, with limits of memory and time: whoever wrote the file may have
 * meant harm. Throws `UnreadableMail`.
 *
 * @param name of the attached file that is wanted
 */
export async function readMail(bytes: Uint8Array, name: string): Promise<MailParts> {
  const worker = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
  const late = setTimeout(() => void worker.terminate(), LONGEST_MILLISECONDS);
  try {
    const { parts, fault } = await answerOf(worker, { bytes, name });
    if (parts === undefined) throw new UnreadableMail(fault ?? 'the mail cannot be read');
    if (!parts.isMail) throw new UnreadableMail('the file has neither a From nor a Received header');
    return parts;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}

interface WorkerAnswer {
  readonly parts?: MailParts;
  readonly fault?: string;
}

const answerOf = (worker: Worker, question: object): Promise<WorkerAnswer> =>
  new Promise((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ fault: error.message }));
    worker.once('exit', () => resolve({ fault: 'reading it took too long or too much memory' }));
    worker.postMessage(question);
  });

import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandOver, MessageTransport, OutgoingMessage, SendOutcome } from '../transport.js';
import { compose } from './compose.js';
import type { MailIdentity } from './settings.js';

/**
 * Where no SMTP server is set up: each message becomes `<message id>.eml` in a folder, whole or not at all. A message
 * that is sent again replaces its own file.
 */
export class EmlFolderTransport implements MessageTransport {
  constructor(
    private readonly folder: string,
    private readonly identity: MailIdentity,
  ) {}

  async open(message: OutgoingMessage): Promise<HandOver> {
    const { raw } = await compose(message, this.identity);
    return { kind: 'ready', send: () => this.send(`${message.messageId}.eml`, raw), cancel: () => undefined };
  }

  close(): void {
    // Holds nothing open.
  }

  private async send(name: string, raw: Buffer): Promise<SendOutcome> {
    try {
      await this.write(name, raw);
      return { kind: 'accepted', by: 'relay', code: null, reply: 'written to folder' };
    } catch (error) {
      return { kind: 'failed', permanent: false, code: 'folder-failed', reply: (error as Error).message };
    }
  }

  private async write(name: string, raw: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const unfinished = join(this.folder, `.${name}.part`);
    const file = await open(unfinished, 'w', 0o600);
    try {
      await file.writeFile(raw);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join(this.folder, name));
  }
}

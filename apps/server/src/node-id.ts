import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** This node's id: made once, kept beside what else is this node's own, so that a restart knows its unfinished work. */
export function nodeId(dataDirectory: string): string {
  const file = join(dataDirectory, 'node-id');
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Delivers one mail into a Maildir for `BounceFolder`: it appears there whole and on disk, or not at all. */
export async function dropIntoFolder(folder: string, raw: Uint8Array): Promise<void> {
  const name = `${randomUUID()}.eml`;
  for (const part of ['tmp', 'new']) await mkdir(join(folder, part), { recursive: true });
  const file = await open(join(folder, 'tmp', name), 'wx', 0o600);
  try {
    await file.writeFile(raw);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(folder, 'tmp', name), join(folder, 'new', name));
}

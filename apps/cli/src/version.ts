import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The release, as package.json says it: above this file, wherever the build has put it. */
export const version: string = versionAbove(dirname(fileURLToPath(import.meta.url)));

function versionAbove(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
  if (dirname(folder) === folder) throw new Error('package.json is missing above the program');
  return versionAbove(dirname(folder));
}

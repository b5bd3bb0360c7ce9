import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { error, ok, warning, type Finding } from './finding.js';

const MEBIBYTE = 2 ** 20;
const LITTLE_SPACE = 1024 * MEBIBYTE;
const NO_SPACE = 64 * MEBIBYTE;
/** As in package.json's `engines`. */
const OLDEST_NODE = [22, 12] as const;

export function node(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, minorOfOldest] = OLDEST_NODE;
  if (major > oldest || (major === oldest && minor >= minorOfOldest)) return ok('node', `Node.js ${version}`);
  return error('node', `Node.js ${version}`, 'art33 needs 22.12 or newer', 'install Node.js 24');
}

/** Summer time of a German place: deadlines are shown, and days are counted, in local time. */
export function timeZones(): Finding {
  const hour = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hourCycle: 'h23' });
  const [summer, winter] = ['2026-07-01T10:00Z', '2026-12-01T10:00Z'].map((at) => hour.format(new Date(at)));
  const data = process.versions['tz'] ?? 'unknown';
  if (summer === '12' && winter === '11') return ok('time-zones', `time zone data ${data}`);
  return error(
    'time-zones',
    `10:00 UTC reads ${summer}:00 and ${winter}:00 in Berlin`,
    'local days and times of day would be wrong',
    'install a Node.js with its whole time zone data (ICU)',
  );
}

export function disk(dataDirectory: string): readonly Finding[] {
  const place = existsSync(dataDirectory) ? dataDirectory : dirname(dataDirectory);
  if (!existsSync(place))
    return [
      error('disk', `${place} is missing`, 'there is no place for the log', 'make it, or set ART33_DATA to another'),
    ];
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const what = `${Math.floor(free / MEBIBYTE).toLocaleString('en')} MiB free at ${place}`;
  const space =
    free < NO_SPACE
      ? error('disk', what, 'the next writes fail', 'make room now')
      : free < LITTLE_SPACE
        ? warning('disk', what, 'nothing can be logged on a full disk', 'make room, or move the data')
        : ok('disk', what);
  try {
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
    return [space];
  } catch {
    return [
      space,
      error('disk', `${place} may not be written by this user`, 'no incident can be logged', 'give the right to'),
    ];
  }
}

/** Files and folders that only their owner may open. Windows has other rules. */
export function permissions(paths: readonly (string | undefined)[]): readonly Finding[] {
  if (process.platform === 'win32') return [];
  const found = paths.filter((path): path is string => path !== undefined && existsSync(path));
  const open = found.filter((path) => (statSync(path).mode & 0o077) !== 0);
  if (open.length === 0) return [ok('permissions', `${found.length} secret files and folders are their owner's alone`)];
  return open.map((path) => {
    const { mode } = statSync(path);
    return error(
      'permissions',
      `${path} has the mode ${(mode & 0o777).toString(8).padStart(4, '0')}`,
      'other users of this machine can read secrets',
      `chmod ${statSync(path).isDirectory() ? '700' : '600'} ${path}`,
    );
  });
}

export const secretPaths = (keys: string): readonly string[] => [keys, join(keys, 'keys'), join(keys, 'erased')];

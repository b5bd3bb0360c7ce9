import type { ServerEvent } from './client.js';

/** Names in a stream's metadata, https://docs.kurrent.io/server/v24.10/features/streams */
const RETENTION: readonly (readonly [name: string, meaning: string])[] = [
  ['$maxAge', 'keeps events for so many seconds'],
  ['$maxCount', 'keeps so many events'],
  ['$tb', 'begins at revision'],
];

/** What in a stream's metadata deletes events of it; undefined where nothing does. */
export const threatIn = ({ data }: Pick<ServerEvent, 'data'>): string | undefined => {
  if (typeof data !== 'object' || data === null) return undefined;
  const found = RETENTION.flatMap(([name, meaning]) => {
    const value = (data as Readonly<Record<string, unknown>>)[name];
    return value === undefined ? [] : [`${name} ${String(value)}: ${meaning}`];
  });
  return found.length === 0 ? undefined : found.join('; ');
};

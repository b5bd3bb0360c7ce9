import { send } from '../../api/client.js';
import { Problem } from '../../api/problem.js';
import { eventsPage, type EventRow } from '../queries.js';

/** How far a file has come; `unit` says what is counted. */
export type OnProgress = (count: number, unit: 'events' | 'bytes') => void;

const COLUMNS = ['logNumber', 'recordedAt', 'type', 'stream', 'revision', 'actor', 'id', 'correlationId'] as const;

/** What a spreadsheet would take for a formula gets an apostrophe in front, as in the service's own files. */
const cell = (value: unknown): string => {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Every event, one a line, in log order. */
export async function eventsFile(format: 'ndjson' | 'csv', signal: AbortSignal, onProgress: OnProgress): Promise<Blob> {
  const line = (row: EventRow): string =>
    format === 'ndjson' ? JSON.stringify(row) : COLUMNS.map((column) => cell(row[column])).join(',');
  const parts: string[] = format === 'csv' ? [`\uFEFF${COLUMNS.join(',')}\r\n`] : [];
  const end = format === 'csv' ? '\r\n' : '\n';
  let count = 0;
  for (let cursor: string | undefined; ;) {
    const page = await eventsPage({ order: 'oldest' }, { cursor, signal });
    parts.push(...page.items.map((row) => `${line(row)}${end}`));
    onProgress((count += page.items.length), 'events');
    if (page.nextCursor === null)
      return new Blob(parts, { type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' });
    cursor = page.nextCursor;
  }
}

/** A list as the service itself writes it to a file; `asOf`: as it was at this instant (RFC 3339). */
export async function listFile(
  path: string,
  asked: { readonly format: 'csv' | 'xlsx'; readonly lang: 'de' | 'en'; readonly asOf: string | undefined },
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Blob> {
  const { format, lang, asOf } = asked;
  const address = new URL(`/api/v1/${path}?format=${format}&lang=${lang}`, window.location.origin);
  if (asOf !== undefined) address.searchParams.set('asOf', asOf);
  const response = await send(new Request(address, { signal }));
  if (!response.ok || response.body === null)
    throw Problem.of(response.status, await response.json().catch(() => undefined));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  for (let bytes = 0; ;) {
    const { value, done } = await reader.read();
    if (done) return new Blob(parts, { type: response.headers.get('Content-Type') ?? 'application/octet-stream' });
    parts.push(value);
    onProgress((bytes += value.byteLength), 'bytes');
  }
}

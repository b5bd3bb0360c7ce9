import type { QueryClient } from '@tanstack/react-query';
import { createParser } from 'eventsource-parser';
import { useSyncExternalStore } from 'react';
import { standingHeaders } from '../api/client.js';

/** Which answers an event makes old, by the kind of record that it belongs to. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  incident: ['incidents', 'deadlines', 'notices', 'subprocessors'],
  notice: ['notices', 'deadlines', 'incidents', 'inbox', 'register', 'record'],
  message: ['notices', 'dispatch'],
  bulk: ['jobs', 'dispatch'],
  case: ['deadlines', 'cases', 'inbox', 'register'],
  organisation: ['organisation', 'notices', 'controllers', 'findings'],
  agreement: ['notices', 'agreements'],
  terms: ['deadlines', 'terms', 'findings', 'subprocessors'],
  report: ['reports'],
  intake: ['intake'],
  member: ['members'],
  person: ['members', 'engagements'],
  engagement: ['engagements'],
  webhook: ['webhooks'],
  calendar: ['calendar'],
  issuer: ['issuers'],
  import: ['imports'],
  batch: ['dispatch'],
  restriction: ['incidents', 'notices', 'deadlines'],
};
/** Answers about the log itself: every event makes them old. */
const ANY = 'log';
/** What arrives within this time is answered at once, in milliseconds: one incident is hundreds of events. */
const TOGETHER = 400;
/** A burst that does not end asks again this often, so that a board of thousands stays calm. */
const AT_MOST_EVERY = 3_000;

/** Whether what is shown follows the log: `connecting` at first, `lost` while the line is down. */
export type Liveness = 'connecting' | 'live' | 'lost';

let liveness: Liveness = 'connecting';
const watchers = new Set<() => void>();
const say = (next: Liveness): void => {
  liveness = next;
  for (const watcher of watchers) watcher();
};
export const useLiveness = (): Liveness =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => liveness,
  );

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Follows the organisation's events and asks anew for what they change. The stream is read with `fetch`: an `EventSource`
 * cannot say for which organisation it asks. Gives what ends it.
 */
export function follow(queries: QueryClient, onSignedOut: () => void): () => void {
  const leaving = new AbortController();
  const stale = new Set<string>();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const invalidate = (): void => {
    waiting = undefined;
    asked = Date.now();
    const roots = [...stale];
    stale.clear();
    for (const root of roots) void queries.invalidateQueries({ queryKey: [root] });
  };
  const heard = (stream: string): void => {
    for (const root of [...(STALE[stream.split('-')[0] ?? ''] ?? []), ANY]) stale.add(root);
    waiting ??= setTimeout(invalidate, Math.max(TOGETHER, asked + AT_MOST_EVERY - Date.now()));
  };

  async function read(position: string | undefined): Promise<{ readonly position?: string; readonly ended?: string }> {
    let last = position;
    let ended: string | undefined;
    const response = await fetch('/api/v1/live', {
      signal: leaving.signal,
      headers: { ...standingHeaders('GET'), ...(position !== undefined && { 'Last-Event-ID': position }) },
    });
    if (response.status === 401) return { ended: 'token-ended' };
    if (response.status === 422) return {};
    if (!response.ok || response.body === null) return position === undefined ? {} : { position };
    say('live');
    const parser = createParser({
      onEvent({ id, event, data }) {
        last = id ?? last;
        if (event === 'end') ended = (JSON.parse(data) as { readonly reason: string }).reason;
        else if (event === undefined) heard((JSON.parse(data) as { readonly stream: string }).stream);
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        parser.feed(value);
      }
    } catch {
      // The line broke: go on from the last position.
    }
    return { ...(last !== undefined && { position: last }), ...(ended !== undefined && { ended }) };
  }

  async function run(): Promise<void> {
    let position: string | undefined;
    for (let wait = 1_000; !leaving.signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      const begun = Date.now();
      const outcome = await read(position).catch(() => (position === undefined ? {} : { position }));
      if (leaving.signal.aborted) return;
      if ('ended' in outcome && outcome.ended === 'token-ended') return onSignedOut();
      say('lost');
      const resumes = 'position' in outcome && outcome.position !== undefined;
      position = resumes ? (outcome.position as string) : undefined;
      if (Date.now() - begun > 10_000) wait = 1_000;
      await pause(wait);
      // Without a position nobody says what was missed.
      if (!resumes) void queries.invalidateQueries();
    }
  }
  say('connecting');
  void run();
  return () => {
    leaving.abort();
    clearTimeout(waiting);
  };
}

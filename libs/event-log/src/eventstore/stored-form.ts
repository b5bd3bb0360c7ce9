import { canonicalJson } from '../domain/canonical-json.js';
import { toInstant } from '../domain/clock.js';
import type { Actor, EventMetadata, Json } from '../domain/event.js';
import { isEventId, isEventType, MAX_EVENT_BYTES, millisecondsOf, type AdmittedEvent } from '../port/admission.js';
import type { NewServerEvent, ServerEvent } from './client.js';

/** An append that is larger than the server takes at once is written in parts, and counts from its last part on. */
export interface Part {
  /** Id of the append's first event. */
  readonly of: string;
  /** Place of this event in the append, from 0, and how many there are. */
  readonly place: number;
  readonly count: number;
}

/** What stands in the server's metadata: the event's own, and what the server has no place for. */
interface Envelope {
  readonly recordedAt: string;
  readonly schemaVersion: number;
  readonly metadata: Json;
  readonly part?: Part;
}

export interface Decoded {
  readonly event: AdmittedEvent;
  readonly part: Part | undefined;
}

/** The server takes 1,048,576 bytes of data in one append; its own framing counts in part. */
export const MOST_BYTES_AT_ONCE = 1_000_000;

/** The events as the server keeps them, cut into as many appends as their size needs. */
export const toServer = (events: readonly AdmittedEvent[]): readonly (readonly NewServerEvent[])[] => {
  const parts: AdmittedEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(event.data);
    if (parts.length === 0 || bytes > room) {
      parts.push([]);
      room = MOST_BYTES_AT_ONCE;
    }
    parts.at(-1)!.push(event);
    room -= bytes;
  }
  const [first] = events;
  let place = 0;
  return parts.map((part) =>
    part.map((event) => {
      const where = parts.length === 1 ? {} : { part: { of: first!.id, place: place++, count: events.length } };
      const envelope = {
        recordedAt: toInstant(event.recordedAt),
        schemaVersion: event.schemaVersion,
        metadata: JSON.parse(event.metadata) as Json,
        ...where,
      };
      return { id: event.id, type: event.type, data: JSON.parse(event.data) as Json, metadata: envelope };
    }),
  );
};

/**
 * The event that `toServer` made this of; undefined where it is none of ours, whatever it is: what the log would not have
 * taken does not come into it this way either.
 */
export const fromServer = (server: ServerEvent): Decoded | undefined => {
  const { id, type, isJson, data, metadata } = server;
  if (!isJson || !isEnvelope(metadata) || !isEventId(id) || !isEventType(type)) return undefined;
  const recordedAt = millisecondsOf(metadata.recordedAt);
  const texts = { data: textOf(data as Json), metadata: textOf(metadata.metadata) };
  if (recordedAt === undefined || texts.data === undefined || texts.metadata === undefined) return undefined;
  if (Buffer.byteLength(texts.data) + Buffer.byteLength(texts.metadata) > MAX_EVENT_BYTES) return undefined;
  const event = { id, type, schemaVersion: metadata.schemaVersion, recordedAt, ...(texts as Texts) };
  return { event, part: metadata.part };
};

type Texts = Pick<AdmittedEvent, 'data' | 'metadata'>;

/** A name that JavaScript sorts as a number, other than RFC 8785 does; half of a pair of surrogates, which is no text. */
const PECULIAR = /"\d+":|\\ud[89a-f]/i;

/**
 * Canonical JSON. What was written so keeps its order, and then the engine's own writer says the same much faster. Undefined
 * where the value is none that the log takes.
 */
const textOf = (value: Json | undefined): string | undefined => {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined || !PECULIAR.test(text)) return text;
  try {
    return canonicalJson(value);
  } catch {
    return undefined;
  }
};

const isEnvelope = (value: unknown): value is Envelope => {
  const { recordedAt, schemaVersion, metadata, part } = (value ?? {}) as Partial<Envelope>;
  return (
    typeof recordedAt === 'string' &&
    Number.isSafeInteger(schemaVersion) &&
    schemaVersion! >= 1 &&
    isEventMetadata(metadata) &&
    (part === undefined || isPart(part))
  );
};

/** Who acted, for whom, by which command: without that it cannot be told what the event is. */
const isEventMetadata = (value: unknown): boolean => {
  const { actor, organisation, correlationId, commandId } = (value ?? {}) as Partial<EventMetadata>;
  const { kind, id } = (actor ?? {}) as Partial<Actor>;
  return [kind, id, organisation, correlationId, commandId].every((each) => typeof each === 'string');
};

const isPart = (value: unknown): value is Part => {
  const { of, place, count } = (value ?? {}) as Partial<Part>;
  return typeof of === 'string' && Number.isSafeInteger(place) && Number.isSafeInteger(count);
};

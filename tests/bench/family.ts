import {
  canonicalJson,
  deriveId,
  idOfStream,
  toInstant,
  toMilliseconds,
  type AppendItem,
  type Instant,
  type Json,
  type RecordedEvent,
} from '@art33/event-log';
import { caseIdOf, filingDutyId } from '@art33/cases';
import { dutyIdOf, noticeIdOf, noticeMessageId } from '@art33/notices';
import type { Stores } from '../../apps/server/src/stores.js';

const HOUR = 3_600_000;
const SECOND = 1_000;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
/** Streams that one incident leads to; all others are shared by the copies. */
const OWN = /^(?:incident|notice|message|case)-/;

/** What the deciders themselves wrote. */
export interface Played {
  readonly incidentId: string;
  /** How many events. */
  readonly played: number;
}

/** The events of one incident with everything that followed from it, ready to be copied. */
export class Family {
  private constructor(
    private readonly events: readonly { readonly event: RecordedEvent; readonly text: string }[],
    private readonly incidentId: string,
    private readonly shared: ReadonlySet<string>,
  ) {}

  /** Of the incident that was played in the first so many events of the log. */
  static async of({ log, codec }: Stores, { incidentId, played }: Played): Promise<Family> {
    const all = await codec.openMany(await log.readAll(undefined, played));
    const own = all.filter(({ stream }) => OWN.test(stream));
    const others = all.filter(({ stream }) => !OWN.test(stream));
    const shared = new Set(others.flatMap((event) => JSON.stringify(event).match(UUID) ?? []));
    const textOf = ({ stream, metadata, data }: RecordedEvent) => canonicalJson({ stream, metadata, data });
    return new Family(
      own.map((event) => ({ event, text: textOf(event) })),
      incidentId,
      shared,
    );
  }

  /**
   * Appends the events once more, under other ids: what they tell of happened `number` times `hoursApart` later, recorded
   * `number` seconds later. Returns how many they are.
   */
  async copy({ log, codec }: Stores, number: number, hoursApart: number): Promise<number> {
    const ids = this.idsOf(number);
    const idOf = (id: string): string => {
      if (this.shared.has(id)) return id;
      const known = ids.get(id);
      if (known !== undefined) return known;
      const derived = deriveId('copy', number, id);
      ids.set(id, derived);
      return derived;
    };
    const moved = (instant: string, by: number) => toInstant(toMilliseconds(instant as Instant) + by);
    const later = (instant: string): string => moved(instant, number * hoursApart * HOUR);
    // One append per event, as they were written: short streams grow beside each other.
    for (let from = 0; from < this.events.length; from += BATCH) {
      const items: AppendItem[] = [];
      for (const { event, text } of this.events.slice(from, from + BATCH)) {
        const copied = JSON.parse(text.replace(UUID, idOf).replace(INSTANT, later)) as Pick<
          RecordedEvent,
          'stream' | 'metadata' | 'data'
        >;
        const { stream, metadata, data } = copied;
        const append = await codec.toAppend(
          { type: event.type, data: data as Json },
          { id: idOf(event.id), stream, metadata, recordedAt: moved(event.recordedAt, number * SECOND) },
        );
        items.push({
          stream,
          expectedRevision: event.revision === 0 ? 'none' : event.revision - 1,
          events: [append],
        });
      }
      const outcomes = await log.appendMany(items);
      const failure = outcomes.find((outcome) => !outcome.ok);
      if (failure && !failure.ok) throw failure.error;
    }
    return this.events.length;
  }

  /** The ids that follow from others by rule, so that whoever derives them finds the copy. */
  private idsOf(number: number): Map<string, string> {
    const incident = deriveId('copy', number, this.incidentId);
    const ids = new Map([[this.incidentId, incident]]);
    for (const { event } of this.events) {
      const data = event.data as Record<string, unknown>;
      if (event.type === 'NoticeOpened') {
        const old = idOfStream(event.stream);
        const { agreementId: agreement } = data['notice'] as { readonly agreementId: string };
        const notice = noticeIdOf(incident, agreement);
        ids.set(old, notice);
        ids.set(caseIdOf(old), caseIdOf(notice));
        ids.set(filingDutyId(caseIdOf(old)), filingDutyId(caseIdOf(notice)));
      } else if (event.type === 'DutyOpened') {
        const { dutyId, trigger } = data as { readonly dutyId: string; readonly trigger: string };
        const old = idOfStream(event.stream);
        ids.set(dutyId, dutyIdOf(ids.get(old) ?? old, trigger));
      } else if (event.type === 'NoticeSent') {
        const { sendNumber, recipients } = data as {
          readonly sendNumber: number;
          readonly recipients: readonly string[];
        };
        const old = idOfStream(event.stream);
        for (const contact of recipients)
          ids.set(noticeMessageId(old, sendNumber, contact), noticeMessageId(ids.get(old) ?? old, sendNumber, contact));
      }
    }
    return ids;
  }
}

const BATCH = 500;

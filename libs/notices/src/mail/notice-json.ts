import type { Deadline, Instant, StatedInstant } from '@art33/deadlines';
import { orErased } from '@art33/event-log';
import { type IncidentFact, type IncidentState } from '@art33/incidents';
import type { ContentItem, NoticeKind, Terms } from '@art33/parties';
import { currentDeadline, type DraftedText, type OpenedNotice, type Sending } from '../domain/state.js';
import { referenceOf } from '../domain/templates/reference.js';
import type { Language } from '../domain/values.js';

/** The version of `docs/notice.schema.json`: the first number rises when a reader of the old one would misread the new one. */
export const NOTICE_SCHEMA_VERSION = '1.0';
/** The `$id` of the schema. */
export const NOTICE_SCHEMA_ID = 'urn:art33:schema:notice:1';
/** What the file is called in a mail. */
export const NOTICE_JSON_NAME = 'notice.json';

/**
 * A notice for machines, as it is attached to every notice mail (`docs/notice.schema.json`, `docs/notice-json.md`). Beyond
 * what the approved text tells it holds only instants, deadlines and ids: numbers, categories and consequences stay in the
 * text, as it was approved.
 */
export interface NoticeJson {
  readonly schema: typeof NOTICE_SCHEMA_ID;
  readonly schemaVersion: string;
  readonly processor: {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly register: string | null;
    readonly email: string | null;
    /** The data protection contact that the agreement names, as far as it names one. */
    readonly dataProtectionContact: { readonly name: string | null; readonly email: string | null };
  };
  readonly controller: { readonly id: string; readonly name: string };
  readonly agreement: {
    readonly id: string;
    readonly terms: { readonly id: string; readonly title: string; readonly version: string };
    /** Clauses of the duties that this notice serves; empty where it was sent without a duty. */
    readonly clauses: readonly string[];
  };
  readonly notice: {
    /** The same in every sending of the notice. */
    readonly id: string;
    /** From 1; later ones are follow-ups. */
    readonly sending: number;
    readonly kind: NoticeKind;
    readonly sentAt: Instant;
    /** Of the text. */
    readonly language: Language;
    /** What should stand in the notice and is not known yet. */
    readonly gaps: readonly { readonly item: ContentItem; readonly clause: string | null }[];
  };
  readonly text: {
    /** From 1, within the notice. */
    readonly number: number;
    readonly subject: string;
    /** The whole notice, as the mail holds it. */
    readonly body: string;
    readonly digest: TextDigest;
  };
  readonly incident: {
    /** What sender and recipient call the matter, e.g. on the telephone. */
    readonly reference: string;
    readonly occurred: { readonly from: StatedInstant | null; readonly until: StatedInstant | null };
    readonly detected: StatedInstant | null;
    /** The processor's own knowledge (Kenntnis), per fact. */
    readonly awareness: readonly IncidentFact[];
    /** Found to be no breach, or not notifiable. */
    readonly ruledOut: boolean;
  };
  /** The processor's duties that this sending serves, each with its deadline and where that comes from. */
  readonly duties: readonly {
    readonly id: string;
    readonly kind: NoticeKind;
    readonly clause: string;
    /** Without the processor's internal target. */
    readonly deadline: Omit<Deadline, 'target'>;
  }[];
  readonly links: {
    /** The notice as a page; to open and to acknowledge it takes a person and a button. */
    readonly page: string;
    /** Takes a POST of a form with `name` and, optionally, `function`: the person who acknowledges. */
    readonly acknowledgement: string;
  };
  /** Where the sending stands in the sender's log. */
  readonly record: { readonly eventId: string; readonly logNumber: number };
}

/** SHA-256 over salt, subject and body in UTF-8, each followed by a line feed, with line ends as LF. */
export interface TextDigest {
  readonly algorithm: 'sha-256';
  /** Hex. */
  readonly salt: string;
  /** Hex. */
  readonly value: string;
}

/** Everything that a notice's file is made of, as it was when the notice was sent. */
export interface NoticeJsonMaterial {
  /** The notice up to and including the event that sent it. */
  readonly state: OpenedNotice;
  readonly sending: Sending;
  /** The text that was sent, none of it erased. */
  readonly text: KnownText;
  readonly event: { readonly id: string; readonly logNumber: number };
  readonly terms: Pick<Terms, 'id' | 'title' | 'version' | 'processor' | 'dataProtectionContact'>;
  readonly controllerName: string;
  readonly incident: Pick<IncidentState, 'details'> & { readonly facts: readonly IncidentFact[] };
  /** To the page of the message that carries the file. */
  readonly link: string;
}

/** A text that has not been erased. */
export type KnownText = Omit<DraftedText, 'subject' | 'text' | 'salt'> & {
  readonly subject: string;
  readonly text: string;
  readonly salt: string;
};

export function noticeJson(material: NoticeJsonMaterial): NoticeJson {
  const { state, sending, text, event, terms, incident, link } = material;
  const { noticeId, controllerId, agreementId, processorId, incidentId, basis } = state.notice;
  const duties = state.duties.filter(({ dutyId }) => sending.duties.includes(dutyId));
  const { name, address, register, email } = terms.processor;
  const contact = terms.dataProtectionContact;
  return {
    schema: NOTICE_SCHEMA_ID,
    schemaVersion: NOTICE_SCHEMA_VERSION,
    processor: {
      id: processorId,
      name,
      address,
      register,
      email: orErased(email, null),
      dataProtectionContact: { name: orErased(contact.name, null), email: orErased(contact.email, null) },
    },
    controller: { id: controllerId, name: material.controllerName },
    agreement: {
      id: agreementId,
      terms: { id: terms.id, title: terms.title, version: terms.version },
      clauses: [...new Set(duties.map(({ clause }) => clause))],
    },
    notice: {
      id: noticeId,
      sending: sending.sendNumber,
      kind: sending.kind,
      sentAt: sending.at,
      language: text.language,
      gaps: sending.gaps,
    },
    text: {
      number: text.textNumber,
      subject: text.subject,
      body: text.text,
      digest: { algorithm: 'sha-256', salt: text.salt, value: text.hash },
    },
    incident: {
      reference: referenceOf(incidentId),
      occurred: incident.details.occurred,
      detected: incident.details.detected,
      awareness: incident.facts,
      ruledOut: basis.ruledOut,
    },
    duties: duties.map((duty) => {
      const { target: _, ...deadline } = currentDeadline(duty);
      return { id: duty.dutyId, kind: duty.kind, clause: duty.clause, deadline };
    }),
    links: { page: link, acknowledgement: `${link}/acknowledgement` },
    record: { eventId: event.id, logNumber: event.logNumber },
  };
}

/** The file's bytes: the same notice gives the same bytes. */
export const noticeJsonFile = (json: NoticeJson): Buffer => Buffer.from(`${JSON.stringify(json, null, 2)}\n`, 'utf8');

import { IRREGULARITIES } from '@art33/incidents';
import { NOTICE_SCHEMA_ID, textHash } from '@art33/notices';
import type { ContentItem, Fact, NoticeKind } from '@art33/parties';
import type { ImportedNotice } from '../domain/received-events.js';
import { Fields, type FileFault } from './fields.js';

/** Far more than any notice has. */
const MOST_BYTES = 512 * 1024;
const SHORT = 300;
const TEXT = 100_000;

const KINDS = [
  'breach',
  'suspected-breach',
  'irregularity',
  'for-information',
  'security-defect',
] as const satisfies readonly NoticeKind[];
const FACTS = [
  'suspicion-known',
  'breach-established',
  'irregularity-known',
  'defect-known',
  'ruled-out-as-notifiable',
] as const satisfies readonly Fact[];

/** Later ones with the same first number add fields and change none. */
const READ_VERSIONS = /^1\.\d+$/;

export type ReadNotice = { readonly notice: ImportedNotice } | { readonly faults: readonly FileFault[] };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a notice.json (docs/notice.schema.json) of whatever origin: its form, and that the text is the one its digest was
 * made of. Says all that is wrong at once. Fields of later versions with the same first number are passed over.
 */
export function readNoticeJson(bytes: Uint8Array): ReadNotice {
  if (bytes.length > MOST_BYTES) return fault('', `has at most ${MOST_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    return fault('', `is JSON in UTF-8: ${(error as Error).message}`);
  }
  const fields = Fields.of(value);
  const schema = (value as { readonly schema?: unknown } | null)?.schema;
  if (schema !== NOTICE_SCHEMA_ID)
    return fault(
      'schema',
      `is ${NOTICE_SCHEMA_ID}; other versions cannot be read here, update art33 or import without it`,
    );
  const { schemaVersion } = value as { readonly schemaVersion?: unknown };
  if (typeof schemaVersion === 'string' && !READ_VERSIONS.test(schemaVersion))
    return fault(
      'schemaVersion',
      `is ${schemaVersion.slice(0, 20)}; versions beginning with 1. can be read here: update art33 or import without it`,
    );
  const notice = noticeIn(fields);
  if (fields.faults.length > 0) return { faults: fields.faults };
  const { subject, body, digest } = notice.text;
  if (textHash(digest.salt, { subject, text: body }) !== digest.value)
    return fault('text.digest.value', 'is the digest of salt, subject and body: the text is not the one that was sent');
  return { notice };
}

const fault = (field: string, rule: string): ReadNotice => ({ faults: [{ field, rule }] });

function noticeIn(of: Fields): ImportedNotice {
  const short = (field: Fields): string => field.text(SHORT);
  const stated = (field: Fields) => field.stated();
  const [processor, agreement, notice, text, incident] = [
    of.at('processor'),
    of.at('agreement'),
    of.at('notice'),
    of.at('text'),
    of.at('incident'),
  ];
  return {
    schemaVersion: short(of.at('schemaVersion')),
    processor: {
      id: processor.at('id').uuid(),
      name: short(processor.at('name')),
      address: short(processor.at('address')),
      register: processor.at('register').orNull(short),
      email: processor.at('email').orNull(short),
      dataProtectionContact: {
        name: processor.at('dataProtectionContact').at('name').orNull(short),
        email: processor.at('dataProtectionContact').at('email').orNull(short),
      },
    },
    controller: { id: of.at('controller').at('id').uuid(), name: short(of.at('controller').at('name')) },
    agreement: {
      id: agreement.at('id').uuid(),
      terms: {
        id: short(agreement.at('terms').at('id')),
        title: short(agreement.at('terms').at('title')),
        version: short(agreement.at('terms').at('version')),
      },
      clauses: agreement.at('clauses').list(100, short),
    },
    notice: {
      id: notice.at('id').uuid(),
      sending: notice.at('sending').whole(1),
      kind: notice.at('kind').oneOf(KINDS),
      sentAt: notice.at('sentAt').instant(),
      language: notice.at('language').oneOf(['de', 'en']),
      gaps: notice.at('gaps').list(100, (gap) => ({
        item: gap.at('item').text(SHORT) as ContentItem,
        clause: gap.at('clause').orNull(short),
      })),
    },
    text: {
      number: text.at('number').whole(1),
      subject: text.at('subject').text(1_000),
      body: text.at('body').text(TEXT),
      digest: {
        algorithm: text.at('digest').at('algorithm').oneOf(['sha-256']),
        salt: text.at('digest').at('salt').hex({ least: 16, most: 128 }),
        value: text.at('digest').at('value').hex({ least: 64, most: 64 }),
      },
    },
    incident: {
      reference: short(incident.at('reference')),
      occurred: {
        from: incident.at('occurred').at('from').orNull(stated),
        until: incident.at('occurred').at('until').orNull(stated),
      },
      detected: incident.at('detected').orNull(stated),
      awareness: incident.at('awareness').list(50, (known) => {
        const irregularity = known.at('irregularity').orNull((one) => one.oneOf(IRREGULARITIES));
        const fact = { fact: known.at('fact').oneOf(FACTS), at: known.at('at').stated() };
        return irregularity === null ? fact : { ...fact, irregularity };
      }),
      ruledOut: incident.at('ruledOut').yesOrNo(),
    },
    duties: of.at('duties').list(100, (duty) => ({
      id: duty.at('id').uuid(),
      kind: duty.at('kind').oneOf(KINDS),
      clause: short(duty.at('clause')),
      due: duty
        .at('deadline')
        .at('due')
        .orNull((due) => due.instant()),
    })),
    links: {
      page: of.at('links').at('page').address(),
      acknowledgement: of.at('links').at('acknowledgement').address(),
    },
    record: { eventId: of.at('record').at('eventId').uuid(), logNumber: of.at('record').at('logNumber').whole(0) },
  };
}

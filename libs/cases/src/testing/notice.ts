import { textHash } from '@art33/notices';
import type { ImportedNotice } from '../domain/received-events.js';

const text = { subject: 'Meldung einer Verletzung', text: 'Sehr geehrte Damen und Herren,\n\nes gab einen Vorfall.' };
const salt = 'ab'.repeat(16);

/** A breach notice of somebody else's installation, as it is read from a notice.json. */
export const importedNotice: ImportedNotice = {
  schemaVersion: '1.0',
  processor: {
    id: '22222222-2222-4222-8222-222222222222',
    name: 'Other Software GmbH',
    address: 'Weg 1, 87435 Kempten',
    register: null,
    email: 'office@other.example',
    dataProtectionContact: { name: null, email: null },
  },
  controller: { id: '33333333-3333-4333-8333-333333333333', name: 'Praxis Dr. Muster' },
  agreement: {
    id: '44444444-4444-4444-8444-444444444444',
    terms: { id: 'avv', title: 'AVV', version: '1' },
    clauses: ['§ 8.6'],
  },
  notice: {
    id: '55555555-5555-4555-8555-555555555555',
    sending: 1,
    kind: 'breach',
    sentAt: '2026-10-25T09:10:00.000Z',
    language: 'de',
    gaps: [{ item: 'measures', clause: null }],
  },
  text: {
    number: 1,
    subject: text.subject,
    body: text.text,
    digest: { algorithm: 'sha-256', salt, value: textHash(salt, text) },
  },
  incident: {
    reference: 'V-1',
    occurred: { from: null, until: null },
    detected: null,
    awareness: [
      {
        fact: 'breach-established',
        at: { at: '2026-10-25T08:00:00.000Z', offset: '+01:00', zone: 'Europe/Berlin', precision: 'exact' },
      },
    ],
    ruledOut: false,
  },
  duties: [
    {
      id: '77777777-7777-4777-8777-777777777777',
      kind: 'breach',
      clause: '§ 8.6',
      due: '2026-10-26T08:00:00.000Z',
    },
  ],
  links: { page: 'https://other.example/n/x', acknowledgement: 'https://other.example/n/x/acknowledgement' },
  record: { eventId: '12121212-1212-4212-8212-121212121212', logNumber: 7 },
};

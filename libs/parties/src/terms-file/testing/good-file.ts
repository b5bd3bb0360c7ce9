import { parseTermsFile } from '../parse-terms-file.js';

/** A small file without a fault; the tests break single lines of it. The comments count its lines. */
const GOOD = [
  /* 1 */ 'art33: terms/1',
  /* 2 */ 'id: muster-avv',
  /* 3 */ 'version: "1.0"',
  /* 4 */ 'effectiveFrom: 2026-01-01',
  /* 5 */ 'title: AVV Muster',
  /* 6 */ 'language: de',
  /* 7 */ 'processor:',
  /* 8 */ '  id: muster-gmbh',
  /* 9 */ '  name: Muster GmbH',
  /* 10 */ '  address: Musterweg 1, 56068 Koblenz',
  /* 11 */ '  register: none',
  /* 12 */ '  email: info@muster.example',
  /* 13 */ '  place: Koblenz',
  /* 14 */ '  land: RP',
  /* 15 */ '  timeZone: Europe/Berlin',
  /* 16 */ 'dataProtectionContact: { name: none, email: none, clause: § 7, note: { de: Keiner., en: None. } }',
  /* 17 */ 'triggers:',
  /* 18 */ '  - id: breach',
  /* 19 */ '    clause: § 4',
  /* 20 */ '    fact: breach-established',
  /* 21 */ '    noticeKind: breach',
  /* 22 */ '    time: { kind: hours, hours: 24 }',
  /* 23 */ '    followUpOf: { triggers: [suspicion], openTerm: restart, value: follow-up }',
  /* 24 */ '  - id: suspicion',
  /* 25 */ '    clause: § 4',
  /* 26 */ '    fact: suspicion-known',
  /* 27 */ '    noticeKind: suspected-breach',
  /* 28 */ '    time: { kind: undated, wording: unverzüglich }',
  /* 29 */ 'requiredContent:',
  /* 30 */ '  - { item: nature, clause: § 4 }',
  /* 31 */ '  - { item: categories-of-persons, clause: § 4 }',
  /* 32 */ '  - { item: number-of-persons, clause: none }',
  /* 33 */ '  - { item: categories-of-records, clause: none }',
  /* 34 */ '  - { item: number-of-records, clause: none }',
  /* 35 */ '  - { item: contact-point, clause: none }',
  /* 36 */ '  - { item: consequences, clause: none }',
  /* 37 */ '  - { item: measures, clause: none }',
  /* 38 */ 'noticeForm: { form: none, clause: none }',
  /* 39 */ 'subprocessors: []',
  /* 40 */ 'subprocessorChange: { id: change, clause: § 6, summary: { de: Zustimmung., en: Consent. } }',
  /* 41 */ 'periods:',
  /* 42 */ '  - { id: objection, clause: § 6, summary: { de: Einspruch., en: Objection. },',
  /* 43 */ '      kind: objection, length: 3, unit: weeks, anchor: information-received }',
  /* 44 */ 'recurringDuties: []',
  /* 45 */ 'controllerDuties: []',
  /* 46 */ 'otherClauses: []',
  /* 47 */ 'openTerms:',
  /* 48 */ '  - id: restart',
  /* 49 */ '    clause: § 4',
  /* 50 */ '    question: { de: Neue Frist?, en: New time? }',
  /* 51 */ '    default: follow-up',
  /* 52 */ '    values:',
  /* 53 */ '      - { value: follow-up, de: nein, en: no new time }',
  /* 54 */ '      - { value: new-duty, de: ja, en: a new time }',
  '',
];

/** The file with some of its lines, counted from 1, written differently. */
export const withLines = (lines: Readonly<Record<number, string>>): string =>
  GOOD.map((line, index) => lines[index + 1] ?? line).join('\n');

/** Every fault in one line: `line:column field: reason`. */
export const faultsOf = (input: string | Uint8Array): string[] =>
  parseTermsFile(input, 'muster.yaml').faults.map(
    ({ line, column, field, reason }) => `${line}:${column} ${field}: ${reason}`,
  );

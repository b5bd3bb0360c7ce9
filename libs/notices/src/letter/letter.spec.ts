import { createHash } from 'node:crypto';
import { stated } from '../testing/story.js';
import { addresseeOf, noticeLetter, type LetterMaterial, type PostalAddressee } from './letter.js';

const ADDRESS = { street: 'Große Straße 12', postalCode: '87435', city: 'Kempten' };
const practice: PostalAddressee = { name: 'Praxis am Park', address: ADDRESS, country: 'DE' };
const material = (more: Partial<LetterMaterial> = {}): LetterMaterial => ({
  language: 'de',
  kind: 'breach',
  writtenAt: '2026-10-24T17:00:00.000Z',
  sending: 1,
  reference: '1F2E-3D4C',
  zone: 'Europe/Berlin',
  processor: { name: 'Beispiel GmbH', address: 'Am Weg 1, 60549 Frankfurt am Main' },
  controller: practice,
  terms: { title: 'Vertrag', version: '2.1' },
  incident: { occurred: { from: stated('2026-10-23T18:00:00+02:00'), until: null }, detected: null },
  duties: [
    { clause: '§ 8.6', deadline: { due: '2026-10-25T16:05:00.000Z' } },
    { clause: '9', deadline: { due: null } },
  ],
  text: {
    subject: 'Mitteilung',
    body: 'Sehr geehrte Damen und Herren,\n\nes gab einen Vorfall.',
  },
  record: {
    noticeId: 'c17a411d-e130-523d-9fcb-16886594d2e8',
    textNumber: 2,
    salt: '0'.repeat(32),
    hash: 'f'.repeat(64),
  },
  link: null,
  inMail: true,
  ...more,
});
/** Subject and body, each followed by a line feed. */
const told = 'Mitteilung\nSehr geehrte Damen und Herren,\n\nes gab einen Vorfall.\n';
const printed = (more: Partial<LetterMaterial> = {}): string => JSON.stringify(noticeLetter(material(more)).content);

describe('The letter of a notice', () => {
  it('names kind, time limit with its clause, and the record that it stands for', () => {
    const content = printed();
    for (const part of [
      'Mitteilung über eine Verletzung des Schutzes personenbezogener Daten',
      'Vertrag, Fassung 2.1, § 8.6, Ziffer 9, Art. 33 Abs. 2 DSGVO',
      'So. 25.10.2026, 17:05 Uhr (+01:00) (§ 8.6)',
      'c17a411d-e130-523d-9fcb-16886594d2e8',
      'f'.repeat(64),
    ])
      expect(content).toContain(part);
  });

  it('never invents a figure where law and contract give none', () => {
    expect(printed()).toContain('unverzüglich, ohne feste Zahl (Ziffer 9)');
    expect(printed({ duties: [] })).not.toContain('Von uns zu melden bis');
  });

  it('cites Art. 33(2) for a breach only', () => {
    expect(printed({ kind: 'irregularity' })).not.toContain('Art. 33');
    expect(printed({ kind: 'irregularity' })).toContain('Mitteilung über eine Unregelmäßigkeit bei der Verarbeitung');
  });

  it('calls a later sending a follow-up, and a letter that no mail went before no sending at all', () => {
    expect(printed({ sending: 2 })).toContain('2 (Folgemitteilung)');
    expect(printed({ sending: null })).not.toContain('Folgemitteilung');
  });

  it('shows the link with its code on paper, and points to the mail in a mail', () => {
    const url = 'https://art33.example/n/abc';
    expect(printed({ link: url, inMail: false })).toContain(`"qr":"${url}"`);
    expect(printed()).toContain('Benutzen Sie dazu den Link in der E-Mail');
    expect(printed({ inMail: false })).not.toContain('bestätigen');
  });

  it('is one and the same for all who are told the same on one day, and names none of them', () => {
    const mailed = { controller: null, record: null };
    const letter = noticeLetter(material(mailed));
    expect(noticeLetter(material({ ...mailed, writtenAt: '2026-10-24T21:59:00.000Z' }))).toEqual(letter);
    for (const part of ['den die E-Mail nennt', 'notice.json', createHash('sha256').update(told).digest('hex')])
      expect(JSON.stringify(letter)).toContain(part);
    expect(JSON.stringify(letter)).not.toMatch(/Praxis am Park|Große Straße|c17a411d/);
    const { text } = material();
    expect(noticeLetter(material({ ...mailed, text: { ...text, subject: 'Andere' } })).keywords).not.toBe(
      letter.keywords,
    );
  });

  it('is in one language throughout', () => {
    const { language, title, footer, content } = noticeLetter(material({ language: 'en', sending: 2 }));
    expect([language, title, footer]).toEqual([
      'en',
      'Notice of a personal data breach',
      'Beispiel GmbH · Reference 1F2E-3D4C · Page {page} of {pages}',
    ]);
    expect(JSON.stringify(content)).not.toMatch(/Folgemitteilung|Grundlage|Nachweis|Uhr/);
  });
});

describe('The address in the window', () => {
  it('is name, street, and place; the country only abroad, in capitals', () => {
    expect(addresseeOf(practice, 'de')).toEqual(['Praxis am Park', 'Große Straße 12', '87435 Kempten']);
    expect(addresseeOf({ ...practice, country: 'AT' }, 'de').at(-1)).toBe('ÖSTERREICH');
    expect(addresseeOf({ ...practice, country: 'AT' }, 'en').at(-1)).toBe('AUSTRIA');
  });

  it('does without what is not known', () => {
    expect(addresseeOf({ ...practice, address: null }, 'de')).toEqual(['Praxis am Park']);
    expect(addresseeOf({ ...practice, address: { ...ADDRESS, postalCode: null } }, 'de').at(-1)).toBe('Kempten');
  });
});

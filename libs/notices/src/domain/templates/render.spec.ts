import { ERASED } from '@art33/event-log';
import { UNKNOWN_DETAILS, type IncidentDetails } from '@art33/incidents';
import type { NoticeKind } from '@art33/parties';
import { known, stated } from '../../testing/story.js';
import { PLACEHOLDERS } from '@art33/parties';
import { renderNotice, type NoticeMaterial } from './render.js';

const details: IncidentDetails = {
  ...UNKNOWN_DETAILS,
  title: 'Lukas at night',
  summary: 'Ein Unbekannter hat sich mit erbeuteten Zugangsdaten angemeldet und Gesprächsnotizen gelesen.',
  occurred: { from: stated('2026-10-23T18:00:00+02:00'), until: null },
  detected: stated('2026-10-23T21:30:00+02:00'),
  dimensions: ['confidentiality'],
  categoriesOfPersons: ['Patientinnen und Patienten', 'Anrufende'],
  numberOfPersons: { kind: 'approximate', value: 1200 },
  categoriesOfRecords: ['Gesprächsnotizen'],
  numberOfRecords: { kind: 'unknown' },
  specialCategories: ['health'],
  dataAffected: 'Namen, Rückrufnummern, Anliegen',
  consequences: null,
  contactPoint: { name: 'Datenschutz-Team', email: 'datenschutz@processor.example', phone: '+49 69 0000' },
};

const material = (more: Partial<NoticeMaterial> = {}, changes: Partial<IncidentDetails> = {}): NoticeMaterial => ({
  language: 'de',
  kind: 'breach',
  reference: '1F2E-3D4C',
  incident: {
    details: { ...details, ...changes },
    facts: [known('breach-established', '2026-10-24T18:05:00+02:00')],
    measures: [
      { measureId: 'm', description: 'Zugang gesperrt', stage: 'taken', at: stated('2026-10-23T22:00:00+02:00') },
      { measureId: 'n', description: 'Zweiter Faktor für alle', stage: 'proposed', at: null },
    ],
    subprocessors: [
      { subprocessorId: 'microsoft-ireland-operations-ltd', itsAwareness: null, toldUs: null, sphere: 'on-behalf' },
    ],
    ruledOut: false,
  },
  terms: {
    title: 'Auftragsverarbeitungsvertrag',
    version: '2.1',
    processor: {
      id: 'p',
      name: 'Beispiel GmbH',
      address: 'Am Weg 1, 60549 Frankfurt am Main',
      register: 'Amtsgericht Frankfurt, HRB 1',
      email: null,
      place: 'Frankfurt am Main',
      land: 'HE',
      timeZone: 'Europe/Berlin',
    },
    dataProtectionContact: { name: null, email: null, clause: '-', note: { de: '-', en: '-' } },
    requiredContent: [
      { item: 'consequences', clause: '§ 8.6' },
      { item: 'number-of-records', clause: null },
    ],
    subprocessors: [
      {
        id: 'microsoft-ireland-operations-ltd',
        name: 'Microsoft Ireland Operations Ltd',
        service: '',
        place: '',
        safeguard: null,
        clause: '§ 5.2',
      },
    ],
  },
  clauses: ['§ 8.6', '§ 8.6'],
  controller: { name: 'Praxis am Park', regime: 'gdpr' },
  zone: 'Europe/Berlin',
  toldBefore: null,
  text: null,
  ...more,
});
const KINDS: readonly NoticeKind[] = [
  'breach',
  'suspected-breach',
  'irregularity',
  'security-defect',
  'for-information',
];

describe('The text of a notice', () => {
  it('tells a practice what happened, whose data, what is done, whom to ask, and by which clause', () => {
    const { subject, text } = renderNotice(material());
    expect(subject).toBe('Datenschutz: Mitteilung von Beispiel GmbH, bitte zeitnah lesen (Vorgang 1F2E-3D4C)');
    expect(text).toMatchSnapshot();
  });

  it('says the same in English', () => {
    expect(renderNotice(material({ language: 'en' })).text).toMatchSnapshot();
  });

  it('tells nothing of the matter in its subject, whatever the kind, and never the team’s own title', () => {
    for (const kind of KINDS)
      for (const language of ['de', 'en'] as const) {
        const { subject, text } = renderNotice(material({ kind, language }));
        expect(subject).not.toMatch(/breach|Verletzung|Verdacht|Panne|Praxis|Patient|Unbekannter|defect/i);
        expect(subject + text).not.toContain('Lukas');
      }
  });

  it('names what is missing openly, owed or only asked for', () => {
    const { text, gaps } = renderNotice(material());
    expect(gaps).toEqual([
      { item: 'number-of-records', clause: null },
      { item: 'consequences', clause: '§ 8.6' },
    ]);
    expect(text).toContain('Mögliche Folgen: noch nicht bekannt; wird nachgereicht');
    expect(text).toContain('Zahl der Datensätze: noch nicht bekannt; wird nachgereicht');
  });

  it.each(['de', 'en'] as const)(
    'names each gap once, in its place, and says that it will be supplied (%s)',
    (language) => {
      const { text, gaps } = renderNotice({
        ...material({ language }),
        incident: { ...material().incident, details: UNKNOWN_DETAILS, measures: [] },
      });
      expect(gaps).toHaveLength(9);
      const named = text.split('\n').filter((line) => /noch nicht bekannt|not yet known/.test(line));
      // A contact point is no line of that kind: in its place the text says whom to ask meanwhile.
      expect(named).toHaveLength(8);
      expect(new Set(named).size).toBe(8);
      expect(text).toMatch(/offen ist\nWas in dieser Mitteilung noch fehlt|still open\nWhatever is still missing/);
    },
  );

  it('says that nothing is open where nothing is', () => {
    const { text, gaps } = renderNotice(
      material({}, { consequences: 'Anrufe von Fremden', numberOfRecords: { kind: 'exact', value: 3 } }),
    );
    expect(gaps).toEqual([]);
    expect(text).toContain('Was noch offen ist\nNach heutigem Stand ist nichts mehr offen.');
  });

  it('calls a suspicion a suspicion, and starts nobody’s 72 hours with it', () => {
    const { text } = renderNotice(material({ kind: 'suspected-breach' }));
    expect(text).toContain('Es besteht der Verdacht');
    expect(text).not.toContain('72 Stunden');
  });

  it('leaves the law of the churches to the churches', () => {
    const { text } = renderNotice(material({ controller: { name: 'Klinik', regime: 'kdg' } }));
    expect(text).toContain('kirchlichen Datenschutzrecht');
    expect(text).not.toContain('Art. 33 Abs. 1');
  });

  it('says of a ruled out incident that nothing has to be notified, and of a follow-up what it follows up', () => {
    const base = material();
    const { text } = renderNotice(
      material({
        kind: 'for-information',
        incident: { ...base.incident, ruledOut: true },
        toldBefore: '2026-10-24T20:05:00.000Z',
      }),
    );
    expect(text).toContain('keine meldepflichtige Verletzung');
    expect(text).toContain('ergänzt unsere Mitteilung vom Sa. 24.10.2026, 22:05 Uhr (+02:00)');
  });

  it('takes what was erased for unknown', () => {
    const { text, gaps } = renderNotice(
      material({}, { summary: ERASED, contactPoint: ERASED, categoriesOfPersons: ERASED }),
    );
    expect(gaps.map(({ item }) => item)).toEqual(
      expect.arrayContaining(['nature', 'contact-point', 'categories-of-persons']),
    );
    expect(text).toContain('Art des Vorfalls: noch nicht bekannt; wird nachgereicht');
  });

  it('falls back on the data protection contact that the agreement names', () => {
    const base = material();
    const terms = {
      ...base.terms,
      dataProtectionContact: { name: 'DPO', email: 'dpo@processor.example', clause: '§ 5 a', note: { de: '', en: '' } },
    };
    const { text, gaps } = renderNotice(material({ terms }, { contactPoint: null }));
    expect(text).toContain('dpo@processor.example');
    expect(gaps.map(({ item }) => item)).not.toContain('contact-point');
  });

  it.each([
    ['de', 'Ihr Ansprechpartner\nBis wir Ihnen einen Ansprechpartner nennen, erreichen Sie uns hier:'],
    ['en', 'Your contact\nUntil we name a contact, you can reach us here:'],
  ] as const)('gives the processor’s own mailbox, else its address, and keeps the gap (%s)', (language, before) => {
    const { terms } = material();
    const withMailbox = { ...terms, processor: { ...terms.processor, email: 'mail@processor.example' } };
    for (const contactPoint of [null, ERASED]) {
      const mailbox = renderNotice(material({ language, terms: withMailbox }, { contactPoint }));
      expect(mailbox.text).toContain(`${before}\nBeispiel GmbH\nmail@processor.example\n\n`);
      expect(mailbox.gaps.map(({ item }) => item)).toContain('contact-point');
      const address = renderNotice(material({ language }, { contactPoint }));
      expect(address.text).toContain(`${before}\nBeispiel GmbH\nAm Weg 1, 60549 Frankfurt am Main\n\n`);
    }
  });
});

describe("An organisation's own template", () => {
  it('is filled in once: what a person wrote is never taken for a placeholder', () => {
    const { subject, text } = renderNotice(material({}, { summary: 'siehe {{signature}}' }), {
      subject: 'Nachricht von {{processor}}\nan {{nature}}',
      text: '{{nature}} {{unheard}} {{gaps}}',
    });
    expect(subject).toBe('Nachricht von Beispiel GmbH an {{nature}}');
    expect(text).toContain('siehe {{signature}}');
    expect(text).toContain('{{unheard}}');
  });

  it('cannot leave the gaps out', () => {
    expect(renderNotice(material(), { subject: 'x', text: '{{nature}}' }).text).toContain(
      'Mögliche Folgen: noch nicht bekannt',
    );
  });

  it('lists beside what it names in its place the gaps that it does not', () => {
    const { text } = renderNotice(material(), { subject: 'x', text: '{{consequences}}\n\nOffen:\n{{gaps}}' });
    expect(text).toBe(
      'Mögliche Folgen: noch nicht bekannt; wird nachgereicht\n\nOffen:\n' +
        'Was in dieser Mitteilung noch fehlt, reichen wir Ihnen unaufgefordert nach.\n' +
        '- Zahl der Datensätze: noch nicht bekannt; wird nachgereicht',
    );
  });

  it('that builds on the text that there is does not say a second time what that says', () => {
    const before = renderNotice(material()).text;
    expect(renderNotice(material({ text: before }), { subject: 'x', text: '{{text}}' }).text).toBe(before);
  });

  it('may use every placeholder', () => {
    const template = { subject: 'x', text: PLACEHOLDERS.map((name) => `{{${name}}}`).join('\n') };
    expect(renderNotice(material(), template).text).not.toMatch(/\{\{|undefined|null/);
  });
});

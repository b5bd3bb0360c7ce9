import type { CatalogueRule } from './catalogue-rule.js';

/** What most rows share; a row says where it differs. */
const row = <const Id extends string>(
  rule: { readonly id: Id } & Omit<
    CatalogueRule,
    'id' | 'version' | 'from' | 'calendar' | 'validTo' | 'inForce' | 'verified'
  > &
    Partial<Pick<CatalogueRule, 'from' | 'calendar' | 'inForce' | 'verified'>>,
): CatalogueRule & { readonly id: Id } => ({
  version: '1',
  from: 'entity',
  calendar: null,
  validTo: null,
  inForce: true,
  verified: true,
  ...rule,
});

const hours = (count: number) => ({ kind: 'hours', hours: count }) as const;
const months = (count: number) => ({ kind: 'months', months: count }) as const;
const days = (count: number) => ({ kind: 'days', days: count }) as const;
const undated = { kind: 'undated', wording: 'unverzüglich / without undue delay' } as const;

const EARLY = { de: 'Frühwarnung', en: 'early warning' };
const REPORT = { de: 'Meldung', en: 'notification' };
const FINAL = { de: 'Abschlussbericht', en: 'final report' };
const DORA_CALENDAR = {
  de: 'Ende an Wochenende oder Feiertag: 12 Uhr des nächsten Arbeitstags; nicht für Erst- und Zwischenmeldungen der in Art. 5(5) genannten Unternehmen',
  en: 'end on a weekend or holiday: noon of the next working day; not for initial and intermediate reports of the entities in Art. 5(5)',
};
const REG_1182 = { de: 'VO (EWG, Euratom) 1182/71', en: 'Reg. (EEC, Euratom) 1182/71' };

const gdpr = [
  row({
    id: 'gdpr-33-1',
    regime: 'gdpr',
    source: 'Art. 33(1) GDPR',
    stage: { de: 'Meldung an die Aufsichtsbehörde', en: 'notification to the supervisory authority' },
    from: 'controller',
    to: 'supervisory-authority',
    anchor: 'controller-aware',
    condition: { de: 'außer ein Risiko ist unwahrscheinlich', en: 'unless unlikely to result in a risk' },
    length: hours(72),
    validFrom: '2018-05-25',
  }),
  row({
    id: 'gdpr-33-2',
    regime: 'gdpr',
    source: 'Art. 33(2) GDPR',
    stage: { de: 'Meldung an den Verantwortlichen', en: 'notice to the controller' },
    from: 'processor',
    to: 'controller',
    anchor: 'processor-aware',
    length: undated,
    validFrom: '2018-05-25',
  }),
  row({
    id: 'gdpr-34-1',
    regime: 'gdpr',
    source: 'Art. 34(1) GDPR',
    stage: { de: 'Benachrichtigung der Betroffenen', en: 'communication to the data subjects' },
    from: 'controller',
    to: 'data-subjects',
    anchor: 'high-risk-likely',
    condition: { de: 'voraussichtlich hohes Risiko', en: 'high risk likely' },
    length: undated,
    validFrom: '2018-05-25',
  }),
  row({
    id: 'digital-omnibus-33-1',
    regime: 'gdpr',
    source: 'COM(2025) 837',
    stage: { de: 'Meldung an die Aufsichtsbehörde', en: 'notification to the supervisory authority' },
    from: 'controller',
    to: 'supervisory-authority',
    anchor: 'controller-aware',
    condition: { de: 'nur bei hohem Risiko', en: 'high risk only' },
    length: hours(96),
    validFrom: null,
    inForce: false,
    note: { de: 'Vorschlag der Kommission, nicht in Kraft', en: 'proposal of the Commission, not in force' },
  }),
];

const churches = [
  row({
    id: 'kdg-33',
    regime: 'kdg',
    source: '§ 33 KDG',
    stage: REPORT,
    from: 'controller',
    to: 'diocesan-authority',
    anchor: 'controller-aware',
    length: hours(72),
    validFrom: null,
    verified: false,
    note: {
      de: 'Katholische Träger; Fristbeginn und Geltungsbeginn nicht im Primärtext gelesen',
      en: 'Catholic bodies; anchor and validity not read in the primary text',
    },
  }),
  row({
    id: 'dsg-ekd-32',
    regime: 'dsg-ekd',
    source: '§ 32 DSG-EKD',
    stage: REPORT,
    from: 'controller',
    to: 'church-authority',
    anchor: 'controller-aware',
    condition: { de: 'nicht unerhebliches Risiko', en: 'risk that is not insignificant' },
    length: undated,
    validFrom: null,
    verified: false,
    note: {
      de: 'Evangelische Träger; eine Frist von 72 Stunden wird vermutet, ist aber nicht im Primärtext gelesen',
      en: 'Protestant bodies; 72 hours are believed, but not read in the primary text',
    },
  }),
];

const bsig = { regime: 'bsig', source: '§ 32 BSIG', to: 'bsi', validFrom: '2025-12-06' };
const nis2 = [
  row({ ...bsig, id: 'bsig-32-early', stage: EARLY, anchor: 'knowledge', length: hours(24) }),
  row({ ...bsig, id: 'bsig-32-report', stage: REPORT, anchor: 'knowledge', length: hours(72) }),
  row({
    ...bsig,
    id: 'bsig-32-final',
    stage: FINAL,
    anchor: 'report-submitted',
    length: months(1),
    note: {
      de: 'Dauert der Vorfall an: Fortschrittsbericht, Abschlussbericht einen Monat nach der Bearbeitung',
      en: 'still ongoing: progress report, final report one month after handling',
    },
  }),
];

const doraBase = {
  regime: 'dora',
  to: 'financial-supervisor',
  calendar: DORA_CALENDAR,
  validFrom: '2025-03-12',
  verified: false,
};
const dora = [
  row({
    ...doraBase,
    id: 'dora-initial',
    source: 'Art. 5 Reg. (EU) 2025/301',
    stage: { de: 'Erstmeldung', en: 'initial notification' },
    anchor: 'classification',
    length: {
      kind: 'earlier-of',
      of: [
        { anchor: 'classification', hours: 4 },
        { anchor: 'awareness', hours: 24 },
      ],
    },
    note: {
      de: 'Später als 24 h nach Kenntnis eingestuft: 4 h; DORA gilt ab 2025-01-17',
      en: 'classified later than 24 h after awareness: 4 h; DORA applies from 2025-01-17',
    },
  }),
  row({
    ...doraBase,
    id: 'dora-intermediate',
    source: 'Art. 5 Reg. (EU) 2025/301',
    stage: { de: 'Zwischenmeldung', en: 'intermediate report' },
    anchor: 'initial-submitted',
    length: hours(72),
    note: {
      de: 'Verspätung ist der Behörde vor Ablauf mit Gründen mitzuteilen (Art. 5(3))',
      en: 'a delay is told to the authority before expiry, with reasons (Art. 5(3))',
    },
  }),
  row({
    ...doraBase,
    id: 'dora-final',
    source: 'Art. 5 Reg. (EU) 2025/301',
    stage: FINAL,
    anchor: 'latest-intermediate-submitted',
    length: months(1),
    note: {
      de: 'Verspätung ist der Behörde vor Ablauf mit Gründen mitzuteilen (Art. 5(3))',
      en: 'a delay is told to the authority before expiry, with reasons (Art. 5(3))',
    },
  }),
];

const craBase = {
  regime: 'cra',
  source: 'Art. 14 CRA, Reg. (EU) 2024/2847',
  from: 'manufacturer',
  to: 'csirt-and-enisa',
  validFrom: '2026-09-11',
};
const cra = [
  row({ ...craBase, id: 'cra-14-vulnerability-warning', stage: EARLY, anchor: 'awareness', length: hours(24) }),
  row({ ...craBase, id: 'cra-14-vulnerability-notification', stage: REPORT, anchor: 'awareness', length: hours(72) }),
  row({ ...craBase, id: 'cra-14-vulnerability-final', stage: FINAL, anchor: 'fix-available', length: days(14) }),
  row({ ...craBase, id: 'cra-14-incident-warning', stage: EARLY, anchor: 'awareness', length: hours(24) }),
  row({ ...craBase, id: 'cra-14-incident-notification', stage: REPORT, anchor: 'awareness', length: hours(72) }),
  row({ ...craBase, id: 'cra-14-incident-final', stage: FINAL, anchor: 'notification-submitted', length: months(1) }),
];

const kritisBase = {
  regime: 'kritis-dachg',
  source: '§ 18 KRITIS-DachG',
  from: 'operator',
  to: 'authority',
  anchor: 'knowledge',
  validFrom: '2026-03',
  verified: false,
  note: {
    de: 'Für den einzelnen Betreiber erst einige Monate nach seiner Registrierung',
    en: 'per operator only some months after its registration',
  },
};
const kritis = [
  row({ ...kritisBase, id: 'kritis-18-first', stage: { de: 'Erstmeldung', en: 'first report' }, length: hours(24) }),
  row({ ...kritisBase, id: 'kritis-18-report', stage: { de: 'Bericht', en: 'report' }, length: months(1) }),
];

const tkgBase = { regime: 'tkg', source: '§ 168 TKG', from: 'provider', to: 'authority', validFrom: '2025-12-06' };
const telecoms = [
  row({ ...tkgBase, id: 'tkg-168-early', stage: EARLY, anchor: 'knowledge', length: hours(24) }),
  row({ ...tkgBase, id: 'tkg-168-report', stage: REPORT, anchor: 'knowledge', length: hours(72) }),
  row({ ...tkgBase, id: 'tkg-168-final', stage: FINAL, anchor: 'report-submitted', length: months(1) }),
  row({
    id: 'tkg-169',
    regime: 'tkg',
    source: '§ 169 TKG',
    stage: REPORT,
    from: 'provider',
    to: 'bnetza-and-bfdi',
    anchor: null,
    length: undated,
    validFrom: null,
    verified: false,
    note: {
      de: 'Zahlen aus VO 611/2013; keine zweite Meldung nach Art. 33 für dieselbe Verletzung (Art. 95 DSGVO)',
      en: 'figures from Reg. 611/2013; no second Art. 33 filing for the same breach (Art. 95 GDPR)',
    },
  }),
  row({
    id: 'reg-611-2013-first',
    regime: 'reg-611-2013',
    source: 'Reg. (EU) 611/2013',
    stage: { de: 'Erste Meldung', en: 'first notification' },
    from: 'provider',
    to: 'authority',
    anchor: 'detection',
    length: hours(24),
    calendar: REG_1182,
    validFrom: '2013-08-25',
  }),
  row({
    id: 'reg-611-2013-second',
    regime: 'reg-611-2013',
    source: 'Reg. (EU) 611/2013',
    stage: { de: 'Zweite Meldung', en: 'second notification' },
    from: 'provider',
    to: 'authority',
    anchor: 'first-notification',
    length: days(3),
    calendar: REG_1182,
    validFrom: '2013-08-25',
  }),
];

/**
 * The law, never a contract: Art. 33 and 34 GDPR, and the neighbouring regimes as data. A further regime is a further
 * row. Rows with a calendar of their own, or counted in days or months, are kept for display and not computed.
 */
export const catalogue = [...gdpr, ...churches, ...nis2, ...dora, ...cra, ...kritis, ...telecoms] as const;

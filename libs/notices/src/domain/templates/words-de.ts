import type { TemplateWords } from './words.js';

export const de: TemplateWords = {
  subject: 'Datenschutz: Mitteilung von {{processor}}, bitte zeitnah lesen (Vorgang {{reference}})',
  text: `Sehr geehrte Damen und Herren,

{{introduction}}

{{legal}}

Was ist passiert?
{{nature}}

Wann wir davon erfahren haben
{{awareness}}

Welche Daten sind betroffen?
{{data}}

Wessen Daten sind betroffen?
{{persons}}

Welche Folgen sind möglich?
{{consequences}}

Was wir dagegen tun
{{measures}}

Was das für Sie bedeutet
{{actions}}

Was noch offen ist
{{gaps}}

Ihr Ansprechpartner
{{contact}}

Bitte bestätigen Sie uns den Empfang.

Mit freundlichen Grüßen
{{signature}}`,
  introduction: {
    breach:
      '{{processor}} verarbeitet personenbezogene Daten für Sie. Wir haben festgestellt, dass der Schutz dieser Daten verletzt worden ist (umgangssprachlich: eine Datenpanne).',
    'suspected-breach':
      '{{processor}} verarbeitet personenbezogene Daten für Sie. Es besteht der Verdacht, dass der Schutz dieser Daten verletzt worden ist. Bestätigt ist das noch nicht; wir prüfen es und melden uns wieder.',
    irregularity:
      '{{processor}} verarbeitet personenbezogene Daten für Sie. Wir haben bei dieser Verarbeitung eine Unregelmäßigkeit bemerkt. Ob dabei der Schutz personenbezogener Daten verletzt worden ist, steht noch nicht fest.',
    'security-defect':
      '{{processor}} verarbeitet personenbezogene Daten für Sie. Uns ist ein wesentlicher Sicherheitsmangel bekannt geworden, der diese Verarbeitung betrifft.',
    'for-information':
      '{{processor}} verarbeitet personenbezogene Daten für Sie. Wir informieren Sie über einen sicherheitsrelevanten Vorfall, der mit dieser Verarbeitung zusammenhängt.',
  },
  ruledOut: 'Nach unserer Prüfung liegt keine meldepflichtige Verletzung des Schutzes personenbezogener Daten vor.',
  followUp: (when) => `Diese Mitteilung ergänzt unsere Mitteilung vom ${when}.`,
  legal: (clauses, title, version) =>
    `Wir melden Ihnen das nach dem Vertrag „${title}“ (Fassung ${version}), ${clauses}.`,
  legalWithoutDuty: (title, version) =>
    `Grundlage unserer Verarbeitung ist der Vertrag „${title}“ (Fassung ${version}).`,
  legalOfBreach: 'Gesetzliche Grundlage ist Art. 33 Abs. 2 DSGVO.',
  clause: 'Ziffer',
  actions: {
    breach:
      'Sie sind Verantwortlicher für diese Daten. Bitte prüfen Sie, ob Sie den Vorfall Ihrer Datenschutz-Aufsichtsbehörde melden müssen: möglichst binnen 72 Stunden, nachdem Ihnen die Verletzung bekannt geworden ist (Art. 33 Abs. 1 DSGVO). Eine Meldung entfällt nur, wenn voraussichtlich kein Risiko für die betroffenen Personen besteht. Besteht voraussichtlich ein hohes Risiko, sind auch die betroffenen Personen zu benachrichtigen (Art. 34 DSGVO). Dokumentieren Sie den Vorfall in jedem Fall (Art. 33 Abs. 5 DSGVO).',
    breachUnderChurchLaw:
      'Sie sind Verantwortlicher für diese Daten. Bitte prüfen Sie nach dem für Sie geltenden kirchlichen Datenschutzrecht, ob und bis wann Sie den Vorfall Ihrer kirchlichen Datenschutz-Aufsicht melden müssen und ob die betroffenen Personen zu benachrichtigen sind. Dokumentieren Sie den Vorfall in jedem Fall.',
    other:
      'Wir melden uns unaufgefordert, sobald mehr feststeht. Ob Sie schon jetzt etwas veranlassen, entscheiden Sie als Verantwortlicher; der Ansprechpartner unten hilft Ihnen dabei.',
  },
  began: 'Beginn',
  ended: 'Ende',
  detected: 'Entdeckt',
  dimensions: {
    confidentiality: 'Vertraulichkeit: Unbefugte konnten Daten sehen oder haben sie erhalten.',
    integrity: 'Integrität: Daten wurden unbefugt oder unbeabsichtigt verändert.',
    availability: 'Verfügbarkeit: Daten waren oder sind nicht zugänglich oder sind verloren.',
  },
  specialCategories: 'Besondere Kategorien (Art. 9 DSGVO)',
  noSpecialCategories: 'keine',
  special: {
    'racial-or-ethnic-origin': 'rassische oder ethnische Herkunft',
    'political-opinions': 'politische Meinungen',
    'religious-or-philosophical-beliefs': 'religiöse oder weltanschauliche Überzeugungen',
    'trade-union-membership': 'Gewerkschaftszugehörigkeit',
    'genetic-data': 'genetische Daten',
    'biometric-data': 'biometrische Daten',
    health: 'Gesundheitsdaten',
    'sex-life-or-sexual-orientation': 'Sexualleben oder sexuelle Orientierung',
  },
  subprocessors: 'Beteiligter Unterauftragsverarbeiter',
  about: 'etwa',
  proposed: 'vorgesehen',
  items: {
    nature: 'Art des Vorfalls',
    'data-affected': 'Betroffene Daten',
    'categories-of-persons': 'Betroffene Personengruppen',
    'number-of-persons': 'Zahl der betroffenen Personen',
    'categories-of-records': 'Arten der Datensätze',
    'number-of-records': 'Zahl der Datensätze',
    consequences: 'Mögliche Folgen',
    measures: 'Maßnahmen',
    'contact-point': 'Ansprechpartner',
  },
  unknown: 'noch nicht bekannt; wird nachgereicht',
  nothingOpen: 'Nach heutigem Stand ist nichts mehr offen.',
  supplied: 'Was in dieser Mitteilung noch fehlt, reichen wir Ihnen unaufgefordert nach.',
  meanwhile: 'Bis wir Ihnen einen Ansprechpartner nennen, erreichen Sie uns hier:',
};

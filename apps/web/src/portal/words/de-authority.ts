import type { AuthorityWords } from './en-authority.js';

/** Die deutschen Wörter der Angaben für eine Behörde. */
export const deAuthority: AuthorityWords = {
  authority: {
    title: 'Angaben für die Behörde',
    to: 'Angaben für die Behörde',
    text: 'Was Art. 33 Abs. 3 DSGVO verlangt, aus dieser Akte zusammengestellt, um es in das Formular Ihrer Behörde zu übernehmen. Die Worte sind die der Meldung; hinzugefügt ist nichts. Prüfen Sie alles: Melden und verantworten müssen Sie es. art33 sendet nichts an die Behörde.',
    missing: 'Das müssen Sie noch ergänzen',
    nothingMissing: 'Zu jedem Punkt steht etwas in der Akte. Ob es genügt, entscheiden Sie.',
    unread:
      'Zu dieser Akte gibt es keine Meldung, deren Text art33 lesen kann. Übernehmen Sie die Angaben aus der abgelegten Datei.',
    lacks: 'fehlt in der Akte',
    isOpen: 'dem Auftragsverarbeiter noch nicht ganz bekannt',
    told: 'so gemeldet am',
    arrived: 'zugegangen {{at}}',
    copy: 'Kopieren',
    copyAll: 'Alles kopieren',
    counted: {
      proper: 'Zugang der Meldung einer Verletzung',
      precautionary: 'zur Vorsicht gezählt; Kenntnis nicht belegt',
      decided: 'eigene Angabe',
    },
    groups: {
      who: 'Wer meldet',
      when: 'Wann es bekannt wurde',
      breach: 'Die Verletzung (Art. 33 Abs. 3)',
      communicated: 'Betroffene Personen (Art. 34)',
    },
    facts: {
      controller: 'Verantwortlicher',
      address: 'Anschrift',
      contact: 'Datenschutzbeauftragte oder andere Anlaufstelle (b)',
      phase: 'Art der Meldung',
      processor: 'Gemeldet vom Auftragsverarbeiter',
      awareness: 'Kenntnis des Auftragsverarbeiters',
      aware: 'Eigene Kenntnis, ab der gezählt wird',
      ends: 'Ende der 72 Stunden',
      reasons: 'Gründe der Verzögerung',
      nature: 'Art der Verletzung (a)',
      persons: 'Betroffene Personen: Kategorien und Zahl (a)',
      data: 'Daten und Datensätze: Kategorien und Zahl (a)',
      consequences: 'Wahrscheinliche Folgen (c)',
      measures: 'Maßnahmen des Auftragsverarbeiters (d)',
      processorContact: 'Ansprechpartner beim Auftragsverarbeiter',
      gaps: 'Laut Meldung noch offen',
      communication: 'Benachrichtigung der Betroffenen',
    },
  },
};

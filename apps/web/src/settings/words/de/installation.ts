import type { installation as en } from '../en/installation.js';

/** Für die, die die Installation betreiben. */
export const installation: typeof en = {
  installation: {
    title: 'Installation',
    lead: 'Sie betreiben diese Installation. Was Organisationen in ihr schreiben, sehen Sie nicht, außer Sie öffnen es unten für den Support.',
    nodes: 'Knoten',
    node: 'Knoten',
    release: 'Version',
    since: 'Seit',
    reads: 'Umstellung',
    asWritten: 'Liest und schreibt, was alle tun',
    ahead_one: 'Liest {{count}} Fassung, die noch nicht geschrieben wird',
    ahead_other: 'Liest {{count}} Fassungen, die noch nicht geschrieben werden',
    deed: 'Kommt er nie zurück?',
    retire: 'Aufgeben',
    retireTitle: 'Diesen Knoten aufgeben?',
    retireConsequence:
      'Nichts wartet mehr auf ihn. Tun Sie es nur bei einem Knoten, der nie zurückkommt; einer, der wieder startet, meldet sich neu an.',
    isRunning: 'Dieser Knoten läuft: Er hat gerade geantwortet. Halten Sie ihn zuerst an.',
    switchedOn_one: '{{count}} neuere Fassung eines Ereignisses schreiben alle.',
    switchedOn_other: '{{count}} neuere Fassungen von Ereignissen schreiben alle.',
    nothingWaits: 'Jeder Knoten liest, was geschrieben wird; nichts wartet.',
    waits_one:
      'Eine Umstellung läuft: {{count}} neue Fassung eines Ereignisses wird geschrieben, sobald jeder Knoten sie liest.',
    waits_other:
      'Eine Umstellung läuft: {{count}} neue Fassungen von Ereignissen werden geschrieben, sobald jeder Knoten sie liest.',
    heldUp: '{{event}}, Fassung {{version}}: wartet auf {{nodes}}',
    people: 'Wer die Installation betreibt',
    toPeople: 'Zu den Mitgliedern der Installation',
  },
  glass: {
    title: 'Akten für den Support öffnen',
    consequence:
      'Sie lesen die Akten der Organisation einige Stunden lang und ändern nichts. Ihre Verwaltung erhält sofort eine Mail mit Ihrer Begründung. Alles, was Sie lesen, steht in ihrem Zugriffsprotokoll. Vorfälle, die auf benannte Mitglieder beschränkt sind, bleiben verborgen.',
    organisation: 'Organisation (Kennung)',
    organisationHint: 'Wer um Support bittet, findet sie in den Einstellungen unter „Organisation“.',
    organisationForm: 'Eine Kennung hat 36 Zeichen, z. B. 3f2b8c1e-….',
    reason: 'Warum?',
    reasonHint: 'Die Organisation liest es, in ihrer Mail und in ihrem Zugriffsprotokoll.',
    hours: 'Wie lange?',
    forHours_one: '{{count}} Stunde',
    forHours_other: '{{count}} Stunden',
    open: 'Akten öffnen',
    unknown: 'Unter dieser Kennung ist hier keine Organisation eingetragen.',
    isOpen: 'Für Sie geöffnet: {{organisation}}, bis',
    read: 'Akten lesen',
    close: 'Jetzt schließen',
  },
};

import { deAuthority } from './de-authority.js';
import { deCase } from './de-case.js';
import type { Words } from './en.js';

/** Die deutschen Wörter des Portals der Verantwortlichen. */
export const de: Words = {
  ...deCase,
  ...deAuthority,
  print: 'Drucken',
  needed: 'Das wird gebraucht.',
  erased: '[gelöscht]',
  reason: 'Begründung',
  recorded: 'erfasst',
  decidedBy: 'Entschieden von',
  draft: { kept: 'Entwurf auf diesem Gerät gesichert', discard: 'Entwurf verwerfen' },
  onlyBy: {
    contact:
      'Das dürfen Ansprechpersonen und Datenschutzbeauftragte Ihrer Organisation. Die Rollen vergibt deren Administration.',
    officer:
      'Entscheiden und erfassen dürfen hier die Datenschutzbeauftragten Ihrer Organisation. Die Rolle vergibt deren Administration.',
  },
  elsewhere: {
    title: 'Das gehört zu {{name}}',
    text: 'Auch dort sind Sie Mitglied; angezeigt wird gerade eine andere Organisation.',
    switch: 'Zu {{name}} wechseln',
  },
  home: {
    title: 'Meine Meldungen',
    waiting: 'Das wartet auf Sie',
    files: 'Alle Meldeakten',
    receive: 'Erhaltene Meldung ablegen',
  },
  waiting: {
    nothing: 'Nichts wartet auf Sie.',
    'received-notice': 'Meldung lesen und Empfang bestätigen',
    case: 'Entscheiden, ob die Behörde benachrichtigt wird',
    toClose: 'Entschieden: Meldeakte schließen',
    deadline: 'Eine Pflicht als Auftragsverarbeiter läuft: zu den Fristen',
    until: 'bis',
    since: 'seit',
    unacknowledged: 'Noch nicht bestätigt',
  },
  file: {
    title: 'Meldeakte',
    from: 'Meldeakte: Meldung von {{name}}',
    ownFile: 'Selbst abgelegt',
    closed: 'Geschlossen',
  },
  files: {
    search: 'Suche nach Auftragsverarbeiter, Art, Behörde, Aktenzeichen',
    state: 'Zustand',
    show: { all: 'Alle', open: 'Offen', closed: 'Geschlossen' },
    empty: {
      title: 'Noch keine Meldeakte',
      text: 'Sobald ein Auftragsverarbeiter Ihnen etwas meldet oder Sie selbst eine Meldung ablegen, steht ihre Akte hier.',
    },
    none: { title: 'Nichts gefunden', text: 'Keine Meldeakte passt zu dieser Suche.' },
    shown: '{{shown}} von {{total}}',
    columns: { from: 'Meldung von', organisation: 'Organisation', state: 'Zustand', due: 'Frist', opened: 'Angelegt' },
    filedAt: 'Gemeldet',
    noClock: 'keine Frist läuft',
  },
  outcome: {
    filed: 'Der Behörde gemeldet',
    'not-to-file': 'Entschieden, nicht zu melden',
    none: 'Noch nicht entschieden',
  },
  processors: {
    title: 'Ihre Einträge bei Auftragsverarbeitern',
    text: 'Jeder Auftragsverarbeiter führt einen eigenen Eintrag über Sie. Hier lesen Sie alle.',
    keptBy: 'bei {{name}}',
    linked: 'verknüpft',
    switchTo: 'Für den Eintrag bei {{name}} handeln',
    here: 'Hier sind Sie',
    switch: 'Zu {{name}} wechseln',
  },
  notice: {
    title: 'Meldung',
    from: 'Meldung von {{name}}',
    short: 'In Kürze',
    told: '{{name}} hat Ihnen das gemeldet am',
    next: 'Was jetzt zu tun ist',
    read: 'Lesen Sie, was geschehen ist. Es steht unten, wie es Ihnen gesendet wurde.',
    toAcknowledge: 'Bestätigen Sie unter dem Text, dass Sie sie erhalten haben.',
    allAcknowledged: 'Der Empfang ist bestätigt. Die Quittung steht unten.',
    decide: 'Entscheiden Sie in der Meldeakte, ob Sie Ihre Aufsichtsbehörde benachrichtigen.',
    fileDecided: 'In der Meldeakte ist entschieden, ob die Behörde benachrichtigt wird.',
    noFile: 'Noch gibt es keine Meldeakte: Sie entsteht, sobald eine Zustellung bekannt ist.',
    toFile: 'Zur Meldeakte',
    letters: 'Wie es Ihnen gesendet wurde',
    noLetter: 'Eine schriftliche Nachricht wurde nicht gesendet. Wie Sie informiert wurden, steht unten.',
    first: 'Erste Nachricht',
    followUp: 'Folgemeldung',
    sentAt: 'gesendet',
    arrival: 'Wie es ankam',
  },
  meaning: {
    breach:
      'Personenbezogene Daten, für die Sie verantwortlich sind, sind betroffen. Mit dieser Meldung beginnen Ihre eigenen 72 Stunden: In ihnen entscheiden Sie, ob daraus voraussichtlich ein Risiko für Menschen entsteht, und benachrichtigen dann Ihre Aufsichtsbehörde.',
    'suspected-breach':
      'Noch ist nicht sicher, ob personenbezogene Daten betroffen sind, für die Sie verantwortlich sind. Zur Vorsicht wird eine Frist angezeigt, damit Sie keine Zeit verlieren. Weitere Nachrichten folgen; entscheiden können Sie früher.',
    irregularity:
      'Etwas war nicht, wie es sein sollte. Ob personenbezogene Daten betroffen sind, ist nicht festgestellt. Zur Vorsicht wird eine Frist angezeigt, bis Sie entscheiden oder mehr bekannt wird.',
    'security-defect':
      'Ein Sicherheitsmangel wurde gefunden. Dass Daten betroffen wären, ist damit nicht gesagt. Zur Vorsicht wird eine Frist angezeigt, bis Sie entscheiden oder mehr bekannt wird.',
    'for-information':
      'Das dient Ihrer Information. Die Frist wird zur Vorsicht angezeigt; was daraus folgt, entscheiden Sie.',
  },
  grade: {
    'handed-over': 'Dem Mailsystem übergeben',
    'accepted-by-server': 'Von Ihrem Mailserver angenommen',
    opened: 'Von einem Menschen geöffnet',
    acknowledged: 'Empfang bestätigt',
    stated: 'Vom Auftragsverarbeiter angegeben (z. B. Anruf)',
    'stated-by-controller': 'Von Ihnen selbst angegeben',
  },
  acknowledge: {
    meaning:
      'Sie bestätigen, dass Sie diese Nachricht erhalten haben. Das ist eine Quittung, keine Zustimmung: Sie erkennen weder den Inhalt noch eine Haftung an. {{name}} sieht Ihren Namen und die Zeit; alle hinterlegten Ansprechpersonen erhalten die Quittung. Zurücknehmen lässt sie sich nicht.',
    name: 'Ihr Name',
    function: 'Ihre Funktion',
    submit: 'Empfang bestätigen',
    done: 'Empfang bestätigt',
    by: 'von {{name}},',
  },
  receipt: {
    title: 'Quittungen',
    text: 'Bewahren Sie die Quittung auf: Sie belegt, wer welchen genauen Text wann bestätigt hat.',
    of: 'Nachricht',
    by: 'Bestätigt von',
    at: 'Am',
    sure: 'Wie sicher',
    grade: {
      'link-only': 'nur per Link: wer ihn hatte, konnte bestätigen',
      'signed-in': 'angemeldet: eine Person Ihrer Organisation',
    },
    hash: 'Fingerabdruck des Textes',
    salt: 'Salz des Fingerabdrucks',
    log: 'Stelle im Protokoll',
    disputed: 'Bestritten: Eine Ansprechperson sagte „Das waren nicht wir“',
    download: 'Quittung speichern (JSON)',
  },
  receive: {
    title: 'Erhaltene Meldung ablegen',
    text: 'Eine Meldung, die Sie auf anderem Weg erreicht hat: eine Mail (.eml), ein PDF oder eine notice.json. Aus ihr entsteht eine Meldeakte mit ihrer Frist; die Datei wird versiegelt aufbewahrt.',
    drop: 'Datei hier ablegen oder auswählen (höchstens 10 MiB)',
    choose: 'Auswählen …',
    received: 'Wann haben Sie sie erhalten?',
    receivedHint: 'Ihre Angabe: Sie wird nie der Datei entnommen. Ihre Frist zählt ab da.',
    kind: 'Wofür halten Sie es?',
    kindHint: 'Nur eine Verletzung setzt die eigentliche Frist in Gang, alles andere eine zur Vorsicht.',
    asSaid: 'Wie die Datei sagt',
    processor: 'Wer hat sie gesendet?',
    consequence:
      'Die Meldeakte entsteht sofort, und ihre Frist läuft. Löschen lässt sie sich nicht; dieselbe Datei führt wieder zur selben Akte.',
    submit: 'Meldeakte anlegen',
    fault: {
      unknownType:
        'Diese Art von Datei wird nicht genommen: .eml, .pdf oder notice.json. Speichern Sie die Nachricht im Mailprogramm als .eml oder drucken Sie sie in eine PDF-Datei.',
      tooLarge: 'Die Datei ist zu groß: höchstens 10 MiB, eine notice.json höchstens 512 KiB.',
      empty: 'Die Datei ist leer.',
    },
    unreadable: 'Die Datei konnte nicht gelesen werden. Abgelegt wurde nichts. Der Dienst sagt:',
    leaveNotice: 'Nur die Mail ablegen, ohne die maschinenlesbare Meldung darin',
    leaveNoticeHint:
      'Dann geben Sie an, wer sie sandte und wofür Sie es halten; bestätigen lässt sie sich von hier nicht.',
    foundNotice: 'Sie enthält eine maschinenlesbare Meldung: Anzugeben ist nur noch, wann sie kam.',
    foundNone: 'Sie enthält keine maschinenlesbare Meldung: Geben Sie an, wer sie sandte und wofür Sie es halten.',
  },
  register: {
    title: 'Verzeichnis der Verletzungen',
    text: 'Jede Verletzung von {{name}} mit Fakten, Auswirkungen, Abhilfe und dem, was entschieden wurde (Art. 33 Abs. 5 DSGVO).',
    search: 'Verzeichnis durchsuchen',
    empty: 'Jede Meldeakte hat hier ihren Eintrag.',
    toFile: 'Zur Meldeakte',
    csv: 'Als CSV speichern',
    xlsx: 'Als XLSX speichern',
  },
};

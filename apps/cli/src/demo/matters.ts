/** What the incidents of the story are about, as their processors write it: it goes into German notices. */

export const MICROSOFT_IRELAND = 'microsoft-ireland-operations-ltd';
export const MICROSOFT_GERMANY = 'microsoft-deutschland-gmbh';

const suspectedAccess = {
  title: 'Zugriff auf Cloud-Speicher bei Microsoft Irland',
  summary:
    'Microsoft Ireland Operations Ltd untersucht einen unbefugten Zugriff auf einen Teil seiner Cloud-Speicher. Ob Daten unserer Auftraggeber darunter sind, wird geprüft.',
  occurred: { from: '2026-10-23T19:15:00+02:00' },
  detected: '2026-10-23T21:40:00+02:00',
  dimensions: ['confidentiality'],
  categoriesOfPersons: ['Patienten', 'Anrufer'],
  consequences: 'Unbefugte könnten die Inhalte kennen.',
  awareness: [{ fact: 'suspicion-known', at: '2026-10-23T21:40:00+02:00' }],
  subprocessors: [{ subprocessorId: MICROSOFT_IRELAND, toldUs: '2026-10-23T21:40:00+02:00', sphere: 'on-behalf' }],
};

/** Everything that § 8.6 owes is there; the rest is named as open. */
export const ratiomedicusSuspicion = {
  ...suspectedAccess,
  dataAffected: 'Dokumente und Termine in Office 365 und Dynamics 365.',
  specialCategories: ['health'],
};

/** The number of records is not known yet: a gap under Ziff. 9, which is owed later. */
export const lumitraSuspicion = {
  ...suspectedAccess,
  dataAffected: 'Tonaufnahmen, Mitschriften und Zusammenfassungen in Azure.',
  categoriesOfRecords: ['Anrufe'],
  numberOfPersons: { kind: 'approximate', value: 900 },
  contactPoint: { name: 'Bereitschaft Datenschutz', email: 'datenschutz@lumitra.example', phone: '+49 831 555 01' },
};

export const lumitraFindings = {
  note: 'Die Zugriffsprotokolle sind ausgewertet.',
  summary:
    'Unbefugte haben am 23.10.2026 über ein Dienstkonto von Microsoft Ireland Operations Ltd Mitschriften von Anrufen gelesen.',
  numberOfRecords: { kind: 'approximate', value: 1200 },
};

export const cgmQuestion = {
  title: 'Betrifft uns der Vorfall bei Microsoft Irland?',
  summary: 'Microsoft Ireland Operations Ltd untersucht einen Zugriff. Zu klären ist, ob Praxen betroffen sind.',
  occurred: { from: '2026-10-23T19:15:00+02:00' },
  awareness: [{ fact: 'suspicion-known', at: '2026-10-23T21:50:00+02:00' }],
};

export const cgmBreach = {
  title: 'Zusammenfassungen an falsche Praxis',
  summary: 'Nach einer Umstellung wurden Zusammenfassungen von Anrufen in falschen Praxen angezeigt.',
  occurred: { from: '2026-10-26T07:30:00+01:00', until: '2026-10-26T08:40:00+01:00' },
  detected: '2026-10-26T08:35:00+01:00',
  dimensions: ['confidentiality'],
  categoriesOfPersons: ['Patienten'],
  numberOfPersons: { kind: 'exact', value: 41 },
  categoriesOfRecords: ['Zusammenfassungen von Anrufen'],
  numberOfRecords: { kind: 'exact', value: 44 },
  dataAffected: 'Zusammenfassungen von Anrufen des 26.10.2026.',
  specialCategories: ['health'],
  consequences: 'Beschäftigte anderer Praxen konnten Anliegen lesen.',
  awareness: [{ fact: 'breach-established', at: '2026-10-26T09:00:00+01:00' }],
};

export const firstMeasure = {
  description: 'Zugänge gesperrt, Schlüssel getauscht, Protokolle gesichert.',
  stage: 'taken',
  at: '2026-10-23T21:45:00+02:00',
};

export const cgmMeasure = {
  description: 'Zuordnung zurückgesetzt, Anzeige gesperrt.',
  stage: 'taken',
  at: '2026-10-26T08:40:00+01:00',
};

/** What has just happened when the demo ends: for whoever looks on. */
export const newIncident = {
  title: 'Fremde Anmeldungen am Terminportal',
  summary: 'Über ein erratenes Kennwort haben Unbefugte Terminlisten mehrerer Praxen abgerufen.',
  dimensions: ['confidentiality'],
  categoriesOfPersons: ['Patienten'],
  dataAffected: 'Namen, Geburtsdaten und Terminzeiten.',
  specialCategories: ['health'],
};

import type { ImportField } from '@art33/imports';
import type { Assessment, Dimension } from '../domain/values.js';

/** What a file of incidents of the past can hold, and how its columns are called in German and English. */
export const HISTORY_FIELDS = [
  { name: 'title', required: true, headers: ['Titel', 'Bezeichnung', 'Vorfall', 'Incident', 'Subject'] },
  { name: 'summary', headers: ['Beschreibung', 'Zusammenfassung', 'Sachverhalt', 'Description'] },
  {
    name: 'occurredFrom',
    headers: ['Geschehen', 'Geschehen ab', 'Geschehen am', 'Eingetreten', 'Occurred', 'Occurred from'],
  },
  { name: 'occurredUntil', headers: ['Geschehen bis', 'Beendet', 'Occurred until'] },
  { name: 'detected', headers: ['Entdeckt', 'Entdeckt am', 'Festgestellt', 'Detected at'] },
  {
    name: 'aware',
    headers: ['Kenntnis', 'Kenntnis seit', 'Bekannt seit', 'Bekannt', 'Aware since'],
    ifMissing: 'the records do not say when the incident became known',
  },
  {
    name: 'toldControllers',
    headers: [
      'Verantwortliche informiert',
      'Kunden informiert',
      'Gemeldet an Verantwortliche',
      'Controllers told',
      'Customers told',
    ],
  },
  {
    name: 'toldAuthority',
    headers: ['Behörde informiert', 'Gemeldet an Behörde', 'Meldung Aufsichtsbehörde', 'Authority told', 'Filed'],
  },
  { name: 'closed', headers: ['Abgeschlossen', 'Geschlossen', 'Erledigt', 'Closed at'] },
  { name: 'dimensions', headers: ['Art der Verletzung', 'Art', 'Schutzziele', 'Kind of breach', 'Kind'] },
  { name: 'assessment', headers: ['Einschätzung', 'Bewertung', 'Ergebnis'] },
  { name: 'persons', headers: ['Betroffene Personen', 'Anzahl Betroffene', 'Number of persons', 'Persons affected'] },
  {
    name: 'customers',
    headers: [
      'Kundennummern',
      'Betroffene Kunden',
      'Kundennummer',
      'Customer numbers',
      'Customers affected',
      'Controllers',
    ],
    ifMissing: 'the records do not say which customers were affected',
  },
  { name: 'measures', headers: ['Maßnahmen', 'Massnahmen', 'Measures taken'] },
] as const satisfies readonly ImportField[];

export type HistoryField = (typeof HISTORY_FIELDS)[number]['name'];

export const DIMENSION_NAMES: Readonly<Record<Dimension, readonly string[]>> = {
  confidentiality: ['Vertraulichkeit'],
  integrity: ['Integrität', 'Richtigkeit'],
  availability: ['Verfügbarkeit'],
};

export const ASSESSMENT_NAMES: Readonly<Record<Assessment, readonly string[]>> = {
  undecided: ['offen', 'unentschieden', 'unbekannt', 'unknown'],
  breach: ['Verletzung', 'Datenpanne', 'Datenschutzverletzung', 'personal data breach'],
  'ruled-out': ['keine Verletzung', 'ausgeschlossen', 'no breach'],
};

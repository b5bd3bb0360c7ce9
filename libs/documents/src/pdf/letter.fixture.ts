import type { Letter } from './letter.js';

/** A letter as a practice gets it. */
export const practiceLetter: Letter = {
  language: 'de',
  returnAddress: 'Beispiel GmbH · Am Weg 1 · 60549 Frankfurt am Main',
  addressee: ['Praxis Dr. Jürgen Weiß-Österreicher', 'Große Straße 12', '87435 Kempten'],
  particulars: [
    ['Datum', '24.10.2026'],
    ['Vorgang', '1F2E-3D4C'],
    ['Sendung', '1'],
  ],
  title: 'Mitteilung: Verletzung des Schutzes personenbezogener Daten',
  facts: [
    ['Kenntnis', 'Sa. 24.10.2026, 18:05 Uhr (+02:00)'],
    ['Vertrag', 'Auftragsverarbeitungsvertrag, Fassung 2.1, § 8.6'],
    ['Zu melden bis', 'So. 25.10.2026, 17:05 Uhr (+01:00)'],
  ],
  text: [
    'Sehr geehrte Damen und Herren,',
    'es gab einen Vorfall: Unbefugte konnten Gespräche einsehen „über Nacht“ – mehr steht unten.',
    'Was ist passiert?\nEin Unbekannter hat sich angemeldet.\n- Gesprächsnotizen gelesen\n- Rückrufnummern kopiert',
    'Mit freundlichen Grüßen\nBeispiel GmbH',
  ].join('\n\n'),
  link: {
    title: 'Bitte bestätigen Sie den Empfang',
    hint: 'Mit dem Telefon einlesen oder die Adresse eingeben:',
    url: 'https://art33.example/n/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_aBcDe',
  },
  record: {
    title: 'Nachweis',
    lines: [
      ['Meldung', '0b2f3b1e-6a0c-5b57-9f39-0d1f1a2b3c4d'],
      ['SHA-256', 'a'.repeat(64)],
    ],
  },
  author: 'Beispiel GmbH',
  identity: '0b2f3b1e-6a0c-5b57-9f39-0d1f1a2b3c4d/1',
  writtenAt: '2026-10-24T16:30:00.000Z',
  footer: 'Beispiel GmbH · Vorgang 1F2E-3D4C · Seite {page} von {pages}',
};

import { partsOf, toldIn } from './told.js';

const FIRST = `Sehr geehrte Damen und Herren,

Beispiel GmbH verarbeitet personenbezogene Daten für Sie.

Was ist passiert?
Jemand las Gesprächsnotizen.

Das war nachts.

Wessen Daten sind betroffen?
Betroffene Personengruppen: Patienten
Zahl der betroffenen Personen: noch nicht bekannt; wird nachgereicht

Ihr Ansprechpartner
Datenschutz-Team

Bitte bestätigen Sie uns den Empfang.`;

describe('What a notice told, part by part', () => {
  it('is taken out by its headings, in its own words', () => {
    expect(Object.fromEntries(partsOf(FIRST))).toEqual({
      nature: 'Jemand las Gesprächsnotizen.\n\nDas war nachts.',
      persons:
        'Betroffene Personengruppen: Patienten\nZahl der betroffenen Personen: noch nicht bekannt; wird nachgereicht',
      contact: 'Datenschutz-Team',
    });
  });

  it('is not guessed from a text that has none of them, nor from a sentence that says the same', () => {
    expect(partsOf('Guten Tag,\nWas ist passiert?\nNichts.').size).toBe(0);
    expect(toldIn([{ sentAt: '2026-10-24T08:00:00Z', text: 'Ein Brief.' }]).size).toBe(0);
  });

  it('is what the latest message says, and says what is open', () => {
    const later = 'Hello,\n\nWhose data are affected?\n240 patients';
    const told = toldIn([
      { sentAt: '2026-10-25T08:00:00Z', text: later },
      { sentAt: '2026-10-24T08:00:00Z', text: FIRST },
    ]);
    expect(told.get('persons')).toEqual({ text: '240 patients', sentAt: '2026-10-25T08:00:00Z', isOpen: false });
    expect(toldIn([{ sentAt: '2026-10-24T08:00:00Z', text: FIRST }]).get('persons')?.isOpen).toBe(true);
  });
});

import { ruleIn } from './rule-in.js';

describe('What the service says of a file', () => {
  test.each([
    ['a text in one line', 'Ein Text in einer Zeile'],
    ['at most 200 characters', 'Höchstens 200 Zeichen'],
    ['{{date}} is no date'.replace('{{date}}', '2026-02-30'), '2026-02-30 ist kein Datum'],
    [
      'no column is known as this field: say which one by a mapping; there are Nummer, Ort',
      'Keine Spalte ist als dieses Feld bekannt: Benennen Sie die richtige so; es gibt Nummer, Ort',
    ],
    ['K-9: there is no agreement with this customer', 'K-9: Mit diesem Kunden gibt es keinen AVV'],
    ['must be one of text, none, but is `fax`', 'Muss eines sein von text, none, ist aber „fax“'],
    ['must be text, but is the number 5: put it in quotes', 'Muss ein Text sein: Setzen Sie es in Anführungszeichen'],
    ['nothing was imported: 1 fault in the file', 'Nichts wurde eingelesen: ein Fehler in der Datei'],
    ['nothing was imported: 12 faults in the file', 'Nichts wurde eingelesen: 12 Fehler in der Datei'],
  ])('%s: in German %s, in English as it is', (said, german) => {
    expect(ruleIn(said, 'de')).toBe(german);
    expect(ruleIn(said, 'en')).toBe(said);
  });

  test('is not guessed at where it is not known', () => {
    expect(ruleIn('something that nobody foresaw', 'de')).toBeUndefined();
  });

  test('is never taken for a pattern: what stands in a file is text', () => {
    expect(ruleIn('there is no column $& (x+)*; there are $1', 'de')).toBe('Es gibt keine Spalte $& (x+)*; es gibt $1');
  });
});

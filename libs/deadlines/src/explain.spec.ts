import { computeDeadline } from './compute.js';
import { explainDeadline } from './explain.js';
import { formatDuration, formatInstant, formatStated } from './format.js';
import { stateInstant } from './stated-instant.js';
import { anchorInWords, sourceInWords } from './words.js';

const BERLIN = 'Europe/Berlin';

describe('instants for people', () => {
  it.each([
    ['de', '2026-10-25T16:05:00.000Z', 'So. 25.10.2026, 17:05 Uhr (+01:00)'],
    ['en', '2026-10-25T16:05:00.000Z', 'Sun 25 Oct 2026, 17:05 (+01:00)'],
    ['de', '2026-10-25T00:30:00.000Z', 'So. 25.10.2026, 02:30 Uhr (+02:00)'],
    ['de', '2026-10-25T01:30:00.000Z', 'So. 25.10.2026, 02:30 Uhr (+01:00)'],
    ['en', '2026-03-01T23:00:07.999Z', 'Mon 2 Mar 2026, 00:00:07 (+01:00)'],
  ] as const)('%s %s', (language, instant, text) => {
    expect(formatInstant(instant, BERLIN, language)).toBe(text);
  });
  it('a stated instant reads at its own offset, an approximate one as such', () => {
    const stated = { at: '2026-10-23T19:40:00.000Z', offset: '-03:30', precision: 'approximate' } as const;
    expect(formatStated(stated, 'de')).toBe('etwa Fr. 23.10.2026, 16:10 Uhr (-03:30)');
    expect(formatStated({ ...stated, precision: 'exact' }, 'en')).toBe('Fri 23 Oct 2026, 16:10 (-03:30)');
  });
  it.each([
    [0, '0 ms'],
    [1, '1 ms'],
    [12_900, '12 s'],
    [25 * 60_000, '25 min'],
    [90 * 60_000, '1 h 30 min'],
    [72 * 3_600_000 + 59_999, '72 h'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('an explanation', () => {
  const deadline = computeDeadline({
    rule: {
      id: 'ratiomedicus-avv/suspicion',
      version: '2.1',
      regime: 'contract',
      source: '§ 8.6',
      period: { kind: 'hours', hours: 24 },
    },
    anchor: {
      what: 'suspicion-known',
      at: { ...stateInstant('2026-10-24T16:05:00.000Z', BERLIN), precision: 'approximate' },
    },
    zone: BERLIN,
    assumptions: [
      {
        openTerm: 'whose-knowledge',
        clause: '§ 8.6',
        question: { de: 'Wessen Kenntnis zählt?', en: 'Whose knowledge counts?' },
        value: 'earliest',
        confirmed: false,
      },
    ],
  });

  it('names source, arithmetic, the change of clocks, due time and assumption in German', () => {
    expect(explainDeadline(deadline, 'de', BERLIN)).toEqual([
      'Grundlage: § 8.6, Fassung 2.1 der Vertragsbedingungen.',
      'Rechnung: Kenntnis vom Verdacht: etwa Sa. 24.10.2026, 18:05 Uhr (+02:00); + 24 verstrichene Stunden; über das Ende der Sommerzeit (So. 25.10.2026, 03:00 → 02:00): auf der Wanduhr 23 Stunden; = So. 25.10.2026, 17:05 Uhr (+01:00).',
      'Fällig: So. 25.10.2026, 17:05 Uhr (+01:00), dieser Zeitpunkt eingeschlossen.',
      'Annahme, noch nicht bestätigt (§ 8.6): Wessen Kenntnis zählt? earliest.',
    ]);
  });
  it('and in English, on another clock where one is asked for', () => {
    expect(explainDeadline(deadline, 'en', 'Europe/London')).toEqual([
      'Source: § 8.6, version 2.1 of the terms.',
      'Arithmetic: suspicion known: about Sat 24 Oct 2026, 18:05 (+02:00); + 24 elapsed hours; over the end of summer time (Sun 25 Oct 2026, 03:00 → 02:00): 23 hours on the wall clock; = Sun 25 Oct 2026, 17:05 (+01:00).',
      'Due: Sun 25 Oct 2026, 16:05 (+00:00), this instant included.',
      'Assumption, not yet confirmed (§ 8.6): Whose knowledge counts? earliest.',
    ]);
  });
  it('says of a law its article in the language’s own way', () => {
    expect(sourceInWords('Art. 33(1) GDPR', 'de')).toBe('Art. 33 Abs. 1 DSGVO');
    expect(sourceInWords('Art. 33(1) GDPR', 'en')).toBe('Art. 33(1) GDPR');
  });
  it('leaves an anchor without words as it is', () => {
    expect(anchorInWords('full-moon', 'de')).toBe('full-moon');
  });
  it('names the anchors of follow-ups and of a controller’s own decision as people say it', () => {
    expect(anchorInWords('sent-with-gaps', 'de')).toBe('Absendung mit Lücken');
    expect(anchorInWords('own-awareness', 'en')).toBe('the controller’s own awareness');
  });
});

import { affectedText, jobText, type JobPreview } from './previews.js';

const NOW = Date.parse('2026-10-24T01:10:00Z');
const inMinutes = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const idle = { waiting: 0, estimatedFinishedAt: null };
const sending: JobPreview = {
  counts: { total: 2350, done: 2300, unchanged: 10, skipped: 28, refused: 12 },
  refusedBy: { 'no-recipient-known': 12 },
  refused: [{ code: 'no-recipient-known', rule: 'a notice is sent to at least one contact of the controller' }],
  earliestDue: inMinutes(90),
  withoutContact: 12,
  messages: 2400,
  dispatchMinutes: 12,
};

describe('What a preview says before many notices are touched', () => {
  test('counts them, and why some are not', () => {
    expect(jobText('send', sending, idle, NOW).split('\n')).toEqual([
      '2,300 notices of 2,350 would be sent',
      '  10 are so already',
      '  28 passed over: nothing is owed to them now',
      '  12 refused: a notice is sent to at least one contact of the controller',
      '  12 notices without a recipient: nobody there could be told by mail',
      '  2,400 mails, at the limits set in at least 12 min',
      '  first due: 2026-10-24 02:40Z (in 1 h 30 min): all go out in time',
      '',
    ]);
  });

  test('of a text without a sending: when the first is due', () => {
    const drafting = { ...sending, messages: null, dispatchMinutes: null, withoutContact: 0, refusedBy: {} };
    expect(jobText('draft', drafting, undefined, NOW)).toMatch(/would get a text\n[^]*\n {2}first due: .*30 min\)\n$/);
  });

  test.each([
    ['where the last mail goes after the first is due', { earliestDue: inMinutes(11) }, idle, 'NOT all go out'],
    [
      'where others go before',
      {},
      { waiting: 500, toCome: 9000, estimatedFinishedAt: inMinutes(80) },
      'NOT all go out',
    ],
    ['where it is due already', { earliestDue: inMinutes(-1) }, idle, 'LATE ALREADY'],
    ['where nothing is due', { earliestDue: null }, idle, 'none of them has a due time'],
  ])('does not say "in time" %s', (_, more, dispatch, words) => {
    const text = jobText('send', { ...sending, ...more }, dispatch, NOW);
    expect(text).toContain(words);
    expect(text).not.toContain('in time');
    expect(text.includes('behind 9,500 mails')).toBe(dispatch.waiting > 0);
  });

  test('of a selection: how many, who could not be told, and what the terms call a subprocessor', () => {
    expect(
      affectedText({
        total: 12,
        ended: 2,
        withoutContact: 3,
        listed: 4,
        namedInTerms: false,
        subprocessorsInTerms: ['cloud-gmbh'],
        sample: [{ controllerName: 'Praxis Nord' }, { controllerName: null }],
      }).split('\n'),
    ).toEqual([
      '12 agreements selected: one notice each',
      '  Praxis Nord, (erased), …',
      '  4 listed already; 8 new',
      '  2 ended: listed, and marked as such',
      '  3 without a recipient: nobody there could be told by mail',
      '  no terms name this subprocessor; they name cloud-gmbh',
      '',
    ]);
  });
});

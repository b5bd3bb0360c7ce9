import { initialNotice, type NoticeState } from '../domain/state.js';
import { disputePage, openedPage, sealedPage, type PageFacts, type Receipt } from './views.js';
import { closedLinkPage } from './link-pages.js';
import { words } from './words.js';

const sending = (sendNumber: number) => ({
  sendNumber,
  textNumber: sendNumber,
  kind: 'breach',
  at: `2026-10-2${sendNumber}T08:00:00.000Z`,
});
const state = {
  ...initialNotice,
  sendings: [sending(1), sending(2)],
  texts: [1, 2].map((textNumber) => ({ textNumber, subject: `Meldung ${textNumber}`, text: `Text ${textNumber}` })),
} as unknown as NoticeState;

const facts = (language: 'de' | 'en'): PageFacts => ({
  words: words[language],
  processorName: 'Beispiel GmbH',
  controllerName: 'Praxis am Park',
  zone: 'Europe/Berlin',
  state,
  sendNumber: 1,
  path: '/n/abc',
  now: '2026-10-22T10:00:00.000Z',
});
const sender = { name: 'Beispiel GmbH', email: 'datenschutz@beispiel.example' };
const receipt: Receipt = {
  acknowledgementId: '1',
  name: 'Dr. Muster',
  function: null,
  at: '2026-10-22T09:02:00.000Z',
  grade: 'link-only',
  clientAddress: '203.0.113.7',
  textHash: 'hash',
  salt: 'salt',
  subject: 'Meldung 1',
  text: 'Text 1',
  eventId: '2',
  logNumber: 3,
  disputed: false,
};

describe('The pages behind links', () => {
  test.each(['de', 'en'] as const)('have one main heading each, and no heading before it (%s)', (language) => {
    const shown = facts(language);
    const pages = [
      sealedPage(shown),
      openedPage(shown, null),
      openedPage(shown, receipt),
      disputePage(shown, [receipt], false),
      disputePage(shown, [receipt], true),
      closedLinkPage({ why: 'unknown', words: shown.words }),
      closedLinkPage({ why: 'expired', words: shown.words, path: '/n/abc', messageId: '2', controllerId: '1', sender }),
    ];
    for (const page of pages) {
      const levels = [...page.matchAll(/<h(\d)>/g)].map(([, level]) => level);
      expect(levels[0]).toBe('1');
      expect(levels.filter((level) => level === '1')).toHaveLength(1);
    }
  });

  test('call the other sendings what they are: a later one is no earlier notice', () => {
    expect(openedPage(facts('de'), null)).toMatch(/<h2>Weitere Meldungen zu diesem Vorfall<\/h2><h3>Meldung 2<\/h3>/);
    expect(openedPage(facts('en'), null)).toMatch(/<h2>Other notices about this incident<\/h2><h3>Meldung 2<\/h3>/);
  });
});

describe('What a notice means for its reader', () => {
  const delivered = (language: 'de' | 'en', now: string): PageFacts => ({
    ...facts(language),
    now,
    state: {
      ...state,
      deliveries: [
        { sendNumber: 1, at: '2026-10-21T08:00:00.000Z', grade: 'opened', kind: 'breach', invalidated: null },
      ],
    } as unknown as NoticeState,
  });

  test('stands before the letter: what happened, what to do, and until when', () => {
    const page = openedPage(delivered('de', '2026-10-22T10:00:00.000Z'), null);
    expect(page.indexOf('Bei Beispiel GmbH wurde der Schutz von Daten verletzt')).toBeLessThan(page.indexOf('Text 1'));
    expect(page).toContain('<a href="#acknowledge">Bestätigen Sie, dass die Meldung da ist.</a>');
    expect(page).toContain('Entscheiden Sie bis Sa. 24.10.2026, 10:00 Uhr (+02:00), ob Sie');
    expect(openedPage(delivered('en', '2026-10-22T10:00:00.000Z'), receipt)).toContain('Receipt is acknowledged');
  });

  test('says that the time is over where it is', () => {
    expect(openedPage(delivered('de', '2026-10-25T10:00:00.000Z'), null)).not.toContain('Entscheiden Sie bis');
  });
});

describe('The page behind "this was not us"', () => {
  test.each([false, true])('shows what was acknowledged, by whom and when (disputed: %s)', (done) => {
    const page = disputePage(facts('de'), [receipt], done);
    for (const fact of ['Beispiel GmbH', 'Praxis am Park', 'Meldung 1', 'Dr. Muster', 'Do. 22.10.2026, 11:02 Uhr'])
      expect(page).toContain(fact);
  });

  test('says after a dispute that what the server accepted was delivered, and that the 72 hours run on', () => {
    expect(disputePage(facts('de'), [receipt], true)).toContain('Die 72 Stunden laufen dann weiter.');
    expect(disputePage(facts('en'), [receipt], true)).toContain('the 72 hours then run on.');
    expect(disputePage(facts('en'), [receipt], false)).not.toContain('run on');
  });
});

import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@art33/event-log';
import type { NoticeEvent } from '../domain/events.js';
import { initialNotice, type NoticeState } from '../domain/state.js';
import { textHash } from '../handlers/text-hash.js';
import { receiptOf } from './receipt.js';
import { receiptLines, type Receipt } from './views.js';
import { words } from './words.js';

const salt = 'ab'.repeat(16);
const notice = { subject: 'Meldung', text: 'Sehr geehrte Damen und Herren\n\nes gab einen Vorfall.' };
const receipt: Receipt = {
  acknowledgementId: '1',
  name: 'Dr. Muster',
  function: null,
  at: '2026-10-20T09:02:00.000Z',
  grade: 'link-only',
  clientAddress: null,
  textHash: textHash(salt, notice),
  salt,
  ...notice,
  eventId: '2',
  logNumber: 3,
  disputed: false,
};

describe('A receipt', () => {
  test.each(['de', 'en'] as const)(
    'says how its hash is computed, so that its holder can check it (%s)',
    (language) => {
      const lines = receiptLines(receipt, {
        words: words[language],
        processorName: 'Beispiel GmbH',
        controllerName: 'Praxis am Park',
        zone: 'Europe/Berlin',
      });
      const [label, hash] = lines.find(([, value]) => value === receipt.textHash) ?? ['', ''];
      expect(label).toMatch(
        language === 'de'
          ? /Salz, Betreff und Text, nach jedem ein Zeilenende/
          : /salt, subject and text, each followed by a line feed/,
      );
      const said = createHash('sha256').update(`${salt}\n${notice.subject}\n${notice.text}\n`).digest('hex');
      expect(hash).toBe(said);
    },
  );

  test.each(['de', 'en'] as const)('names who wrote to whom, and what was acknowledged (%s)', (language) => {
    const [processorName, controllerName] = ['Beispiel GmbH', 'Praxis am Park'];
    const lines = receiptLines(receipt, {
      words: words[language],
      processorName,
      controllerName,
      zone: 'Europe/Berlin',
    });
    expect(lines.slice(0, 4)).toEqual(
      language === 'de'
        ? [
            ['Absender', processorName],
            ['An', controllerName],
            ['Betreff', 'Meldung'],
            ['Bestätigt von', 'Dr. Muster'],
          ]
        : [
            ['From', processorName],
            ['To', controllerName],
            ['Subject', 'Meldung'],
            ['Acknowledged by', 'Dr. Muster'],
          ],
    );
  });

  test('is that of its own acknowledgement, whoever acknowledged before or after, and of the text that was acknowledged', () => {
    const given = (number: number, name: string) => ({
      acknowledgementId: `acknowledgement-${number}`,
      textNumber: number,
      textHash: `hash-${number}`,
      by: { name, function: null },
      at: receipt.at,
      disputes: [],
    });
    const event = (number: number) => ({
      id: `event-${number}`,
      logNumber: 40 + number,
      type: 'NoticeAcknowledged',
      data: { acknowledgementId: `acknowledgement-${number}` },
    });
    const history = [event(1), event(2)] as unknown as readonly RecordedEvent<NoticeEvent>[];
    const text = (textNumber: number) => ({ textNumber, subject: 'Meldung', text: `Text ${textNumber}`, salt });
    const state = {
      ...initialNotice,
      acknowledgements: [given(1, 'Dr. Muster'), given(2, 'Anna Muster')],
      texts: [text(1), text(2)],
    } as unknown as NoticeState;
    const of = (number: number) => receiptOf(history, state, `acknowledgement-${number}`, words.de);
    expect(of(1)).toMatchObject({
      name: 'Dr. Muster',
      text: 'Text 1',
      textHash: 'hash-1',
      eventId: 'event-1',
      logNumber: 41,
    });
    expect(of(2)).toMatchObject({
      name: 'Anna Muster',
      text: 'Text 2',
      textHash: 'hash-2',
      eventId: 'event-2',
      logNumber: 42,
    });
    expect(of(3)).toBeNull();
  });
});

import { createHash } from 'node:crypto';
import { textHash } from '../handlers/text-hash.js';
import { receiptLines, type Receipt } from './views.js';
import { words } from './words.js';

const salt = 'ab'.repeat(16);
const notice = { subject: 'Meldung', text: 'Sehr geehrte Damen und Herren\n\nes gab einen Vorfall.' };
const receipt: Receipt = {
  acknowledgementId: '1',
  name: 'Dr. Muster',
  function: null,
  at: '2026-10-20T09:02:00.000Z',
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
      const lines = receiptLines(receipt, words[language], 'Europe/Berlin');
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
});

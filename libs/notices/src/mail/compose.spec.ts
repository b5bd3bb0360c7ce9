import { noticeMail, receiptMail } from './compose.js';

const notice = {
  language: 'de' as const,
  subject: 'Meldung',
  text: 'Sehr geehrte <Praxis>,\n\nes gab einen Vorfall.\nZeile 2',
};
const link = 'https://art33.example/n/abc';
const UNTIL = 'Mo. 18.01.2027';

describe('The notice mail', () => {
  test('carries the whole notice and the link in both parts: a link alone is no text form', () => {
    const mail = noticeMail(notice, '<Praxis> am Park', link, UNTIL);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('es gab einen Vorfall.');
      expect(part).toContain(link);
      expect(part).toContain(UNTIL);
    }
  });
  test('says whom it is for, because the text that many share does not', () => {
    const mail = noticeMail(notice, 'Praxis am Park', link, UNTIL);
    for (const part of [mail.text, mail.html]) expect(part).toContain('An: Praxis am Park');
  });
  test('escapes the text in its HTML part', () => {
    expect(noticeMail(notice, '<Praxis> am Park', link, UNTIL).html).toContain('&lt;Praxis&gt;');
    expect(noticeMail(notice, '<Praxis> am Park', link, UNTIL).html).not.toContain('<Praxis>');
  });
});

describe('The receipt mail', () => {
  test('lists the receipt and the way to dispute it', () => {
    const mail = receiptMail('en', [['Acknowledged by', 'Dr. A']], 'https://art33.example/d/x');
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Dr. A');
      expect(part).toContain('https://art33.example/d/x');
    }
  });
});

import { noticeMail, receiptMail } from './compose.js';

const notice = {
  language: 'de' as const,
  subject: 'Meldung',
  text: 'Sehr geehrte <Praxis>,\n\nes gab einen Vorfall.\nZeile 2',
};
const link = 'https://art33.example/n/abc';

describe('The notice mail', () => {
  test('carries the whole notice and the link in both parts: a link alone is no text form', () => {
    const mail = noticeMail(notice, '<Praxis> am Park', link);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('es gab einen Vorfall.');
      expect(part).toContain(link);
    }
  });
  test('says whom it is for, because the text that many share does not', () => {
    const mail = noticeMail(notice, 'Praxis am Park', link);
    for (const part of [mail.text, mail.html]) expect(part).toContain('An: Praxis am Park');
  });
  test('escapes the text in its HTML part', () => {
    expect(noticeMail(notice, '<Praxis> am Park', link).html).toContain('&lt;Praxis&gt;');
    expect(noticeMail(notice, '<Praxis> am Park', link).html).not.toContain('<Praxis>');
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

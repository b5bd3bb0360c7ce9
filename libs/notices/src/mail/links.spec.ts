import { randomUUID } from 'node:crypto';
import { NoticeLinks } from './links.js';

const links = new NoticeLinks(new Uint8Array(32).fill(7), 'https://art33.example');
const messageId = randomUUID();

describe('Links in mails', () => {
  test('name one message for one purpose', () => {
    expect(links.messageIdOf('notice', links.tokenOf('notice', messageId))).toBe(messageId);
    expect(links.messageIdOf('dispute', links.tokenOf('notice', messageId))).toBeUndefined();
  });
  test('are the same whenever the mail is composed', () => {
    expect(links.urlOf('notice', messageId)).toBe(links.urlOf('notice', messageId));
    expect(links.urlOf('dispute', messageId)).toMatch(/^https:\/\/art33\.example\/d\/[\w-]{43}$/);
  });
  test('of another installation, changed or cut open nothing', () => {
    const token = links.tokenOf('notice', messageId);
    const others = new NoticeLinks(new Uint8Array(32).fill(8), 'https://art33.example');
    expect(links.messageIdOf('notice', others.tokenOf('notice', messageId))).toBeUndefined();
    expect(links.messageIdOf('notice', (token.startsWith('A') ? 'B' : 'A') + token.slice(1))).toBeUndefined();
    expect(links.messageIdOf('notice', token.slice(1))).toBeUndefined();
    expect(links.messageIdOf('notice', '')).toBeUndefined();
  });
});

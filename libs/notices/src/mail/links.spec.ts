import { createHash, randomUUID } from 'node:crypto';
import { NoticeLinks } from './links.js';

const KEY = new Uint8Array(32).fill(7);
const links = new NoticeLinks(KEY, 'https://art33.example');
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
  test('are recorded by their hash only, and with their end', () => {
    const token = links.tokenOf('notice', messageId);
    const issued = links.issued('notice', messageId, '2026-10-20T07:30:00.000Z');
    expect(issued).toEqual({
      purpose: 'notice',
      hash: createHash('sha256').update(token).digest('hex'),
      expiresAt: '2027-01-18T07:30:00.000Z',
    });
    expect(JSON.stringify(issued)).not.toContain(token);
  });
  test('are good until their recorded end, whatever is set later; where none is recorded, from their preparation on', () => {
    const token = links.tokenOf('notice', messageId);
    const at = '2026-10-20T07:30:00.000Z';
    const link = links.issued('notice', messageId, at);
    const shorter = new NoticeLinks(KEY, 'https://art33.example', 2);
    expect(shorter.goodUntil('notice', token, { link, at })).toBe('2027-01-18T07:30:00.000Z');
    expect(shorter.goodUntil('notice', token, { at })).toBe('2026-10-22T07:30:00.000Z');
  });
  test('open nothing where another link was recorded', () => {
    const at = '2026-10-20T07:30:00.000Z';
    const token = links.tokenOf('notice', messageId);
    const another = links.issued('notice', randomUUID(), at);
    expect(links.goodUntil('notice', token, { link: another, at })).toBeUndefined();
    expect(links.goodUntil('notice', token, { link: links.issued('dispute', messageId, at), at })).toBeUndefined();
  });
});

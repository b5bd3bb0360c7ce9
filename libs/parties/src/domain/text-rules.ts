/** Forms of text that several rules of this room check. */

const EMAIL = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/u;

/** Whether mail can be addressed to it: one address, no display name, nothing that could break a mail header. */
export function isEmailAddress(text: string): boolean {
  if (text.length > 254 || !EMAIL.test(text)) return false;
  const [local = '', domain = ''] = text.split('@');
  const dotted = (part: string) => !part.startsWith('.') && !part.endsWith('.') && !part.includes('..');
  return local.length <= 64 && dotted(local) && dotted(domain) && domain.includes('.');
}

export const isBlank = (text: string): boolean => text.trim() === '';

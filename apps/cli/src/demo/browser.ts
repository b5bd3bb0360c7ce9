import type { Mail } from './mail-world.js';

/** The link in a mail: `n` shows the notice, `d` disputes the acknowledgement. */
export function linkIn(mail: Mail, page: 'n' | 'd'): string {
  const link = new RegExp(`https?://\\S+/${page}/[\\w-]+`).exec(mail.text)?.[0];
  if (!link) throw new Error(`no such link in the mail to ${mail.to}: ${mail.subject}`);
  return link;
}

/** Follows a link, as a person does, and every mail scanner. */
export const visit = async (link: string): Promise<string> => (await fetch(link)).text();

/** Presses the button of a form. */
export const press = async (link: string, fields: Readonly<Record<string, string>> = {}): Promise<string> =>
  (await fetch(link, { method: 'POST', body: new URLSearchParams(fields) })).text();

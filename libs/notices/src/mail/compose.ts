import type { Language } from '../domain/values.js';
import { html, paragraphs } from '@art33/http';
import { words } from '../page/words.js';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Mail programs know few styles; these are inline and plain. */
const frame = (content: ReturnType<typeof html>, language: Language): string =>
  html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body style="font:16px/1.5 sans-serif;color:#17222c;max-width:42rem">${content}</body></html>`
    .markup;

/**
 * The mail that carries a notice: whom it is for, its whole text (so that it is text form, § 126b BGB), and the link to
 * acknowledge it.
 */
export function noticeMail(
  notice: { readonly language: Language; readonly subject: string; readonly text: string },
  controller: string,
  link: string,
  /** In words: when the link ends. */
  until: string,
): Mail {
  const { to, mailOpen, mailFooter } = words[notice.language];
  const footer = mailFooter(until);
  return {
    subject: notice.subject,
    text: `${to}: ${controller}\n\n${notice.text.trim()}\n\n${mailOpen}:\n${link}\n\n${footer}\n`,
    html: frame(
      html`<p style="color:#52616d;font-size:14px">${to}: ${controller}</p>${paragraphs(notice.text)}<p><a href="${link}" style="display:inline-block;padding:12px 20px;background:#0b5a8a;color:#fff;text-decoration:none;border-radius:6px">${mailOpen}</a></p><p style="color:#52616d;font-size:14px">${footer}</p>`,
      notice.language,
    ),
  };
}

/** A line of a receipt: what, and its value. */
export type ReceiptLine = readonly [label: string, value: string];

/** The copy of a receipt that goes to every registered contact, with the link to say "this was not us". */
export function receiptMail(language: Language, lines: readonly ReceiptLine[], disputeLink: string): Mail {
  const { receiptSubject, receiptMail: intro, notUs } = words[language];
  return {
    subject: receiptSubject,
    text: `${intro}\n\n${lines.map(([label, value]) => `${label}: ${value}`).join('\n')}\n\n${notUs}\n${disputeLink}\n`,
    html: frame(
      html`<p>${intro}</p>${lines.map(([label, value]) => html`<p style="margin:4px 0"><span style="color:#52616d">${label}:</span> ${value}</p>`)}<p>${notUs} <a href="${disputeLink}">${disputeLink}</a></p>`,
      language,
    ),
  };
}

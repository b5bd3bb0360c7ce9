import type { Lang } from '../../design/time.js';

/** What the mail says around the text, in the language of the text, which need not be that of the app. */
export const MAIL_WORDS: Readonly<
  Record<Lang, { readonly to: string; readonly open: string; readonly footer: (until: string) => string }>
> = {
  de: {
    to: 'An',
    open: 'Empfang bestätigen und Ihre Frist ansehen',
    footer: (until) =>
      `Diese E-Mail enthält die vollständige Meldung. Der Link gilt nur für diese Meldung und bis ${until}; er öffnet nichts anderes.`,
  },
  en: {
    to: 'To',
    open: 'Acknowledge receipt and see your time limit',
    footer: (until) =>
      `This mail carries the whole notice. The link is for this notice only, and until ${until}; it opens nothing else.`,
  },
};

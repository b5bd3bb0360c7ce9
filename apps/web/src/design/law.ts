import type { Lang } from './time.js';

/** An article of the GDPR as the service cites it: `Art. 33(3)(d) GDPR`, `Art. 4 no. 12 GDPR`. */
const ARTICLE = /\bArt\. (\d+)((?:\(\d+\))?)((?:\([a-z]\))?)((?: no\. \d+)?) GDPR\b/g;
const REGULATION = /\bReg\. \((EU|EC)\)/g;

const germanParts = (paragraph: string, letter: string, number: string): string =>
  [
    paragraph.replace(/\((\d+)\)/, ' Abs. $1'),
    letter.replace(/\(([a-z])\)/, ' Buchst. $1'),
    number.replace(' no. ', ' Nr. '),
  ].join('');

/** A clause or article as a reader of this language cites it: `Art. 33(1) GDPR` is `Art. 33 Abs. 1 DSGVO`. What is not known stays. */
export const lawIn = (source: string, lang: Lang): string =>
  lang === 'en'
    ? source
    : source
        .replace(
          ARTICLE,
          (_whole, article: string, paragraph: string, letter: string, number: string) =>
            `Art. ${article}${germanParts(paragraph, letter, number)} DSGVO`,
        )
        .replace(REGULATION, (_whole, of: string) => `VO (${of === 'EC' ? 'EG' : of})`);

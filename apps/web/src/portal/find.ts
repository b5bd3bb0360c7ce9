/** Without case and accents: who types `yilmaz` finds Yılmaz. */
const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');

/** Whether every word that is looked for stands in one of the texts. */
export function says(texts: readonly (string | null | undefined)[], sought: string): boolean {
  const all = plain(texts.filter(Boolean).join(' '));
  return plain(sought)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

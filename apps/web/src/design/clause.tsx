import type { ReactNode } from 'react';
import { useLang } from '../app/locale.js';
import { lawIn } from './law.js';

/** Where something stands in contract or law, as a reader of the page's language cites it; a dash where it stands nowhere. */
export function Clause({ of }: { readonly of: string | null }): ReactNode {
  const lang = useLang();
  return of === null ? '–' : lawIn(of, lang);
}

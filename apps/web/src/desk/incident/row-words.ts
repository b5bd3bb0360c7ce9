import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useZone } from '../../app/locale.js';
import { dayAndTime, offsetAt, type Lang } from '../../design/time.js';

/** How rows say things: asked for once by their list, so that a row that comes into sight asks nothing by itself. */
export interface RowWords {
  readonly t: TFunction<['notices', 'app']>;
  readonly lang: Lang;
  /** An instant in the organisation's zone, and its offset. */
  readonly instant: (at: string) => { readonly text: string; readonly offset: string };
}

export function useRowWords(): RowWords {
  const { t } = useTranslation(['notices', 'app']);
  const lang = useLang();
  const zone = useZone();
  return useMemo(() => {
    // Many rows are due at the same instant.
    const said = new Map<string, ReturnType<RowWords['instant']>>();
    const say = (at: string): ReturnType<RowWords['instant']> => {
      const instant = Date.parse(at);
      return { text: dayAndTime(instant, lang, zone), offset: offsetAt(instant, zone) };
    };
    return {
      t,
      lang,
      instant: (at) => {
        const words = said.get(at) ?? say(at);
        said.set(at, words);
        return words;
      },
    };
  }, [t, lang, zone]);
}

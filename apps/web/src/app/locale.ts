import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lang } from '../design/time.js';

/** The time zone of the organisation whose records are shown (IANA). */
export const ZoneContext = createContext('Europe/Berlin');

export const useZone = (): string => useContext(ZoneContext);

export function useLang(): Lang {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'de';
}

import i18next, { type BackendModule, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Words as AuditWords } from '../audit/words/en.js';
import type { Words as ContractsWords } from '../contracts/words/en.js';
import type { Words as DeedsWords } from '../deeds/words/en.js';
import type { Lang } from '../design/time.js';
import type { Words as IntakeWords } from '../intake/words/en.js';
import type { Words as NoticesWords } from '../notices/words/en.js';
import type { Words as PortalWords } from '../portal/words/en.js';
import type { Words as SettingsWords } from '../settings/words/en.js';
import type { Words } from './words/en.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: {
      app: Words;
      notices: NoticesWords;
      deeds: DeedsWords;
      contracts: ContractsWords;
      intake: IntakeWords;
      settings: SettingsWords;
      portal: PortalWords;
      audit: AuditWords;
    };
  }
}

const CHOSEN = 'art33.language';

/** The words of each part of the app, in either language. Those of a part are loaded with its first page. */
const WORDS = {
  app: { de: () => import('./words/de.js'), en: () => import('./words/en.js') },
  notices: { de: () => import('../notices/words/de.js'), en: () => import('../notices/words/en.js') },
  deeds: { de: () => import('../deeds/words/de.js'), en: () => import('../deeds/words/en.js') },
  contracts: { de: () => import('../contracts/words/de.js'), en: () => import('../contracts/words/en.js') },
  intake: { de: () => import('../intake/words/de.js'), en: () => import('../intake/words/en.js') },
  settings: { de: () => import('../settings/words/de.js'), en: () => import('../settings/words/en.js') },
  portal: { de: () => import('../portal/words/de.js'), en: () => import('../portal/words/en.js') },
  audit: { de: () => import('../audit/words/de.js'), en: () => import('../audit/words/en.js') },
} as const;

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(lang, part, done) {
    WORDS[part as keyof typeof WORDS][lang as Lang]().then(
      (words) => done(null, Object.values(words)[0] as Words),
      (error: unknown) => done(error as Error, null),
    );
  },
};

const isLang = (text: string | null | undefined): text is Lang => text === 'de' || text === 'en';

/** The language chosen on this device, else the first of the browser's that the app speaks, else German. */
function initialLang(): Lang {
  // The pages that sign people in say which language was chosen there.
  const said = new URLSearchParams(window.location.search).get('lang');
  if (isLang(said)) localStorage.setItem(CHOSEN, said);
  const chosen = localStorage.getItem(CHOSEN);
  if (isLang(chosen)) return chosen;
  return navigator.languages.map((each) => each.split('-')[0]).find(isLang) ?? 'de';
}

/** Only the words of the language that is shown are loaded. */
export async function startWords(): Promise<i18n> {
  const lang = initialLang();
  document.documentElement.lang = lang;
  const words = i18next.createInstance();
  await words
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: lang,
      supportedLngs: ['de', 'en'],
      load: 'currentOnly',
      fallbackLng: false,
      defaultNS: 'app',
      ns: ['app'],
      // React writes text as text.
      interpolation: { escapeValue: false },
    });
  return words;
}

/** Changes the language of this device. */
export async function speak(words: i18n, lang: Lang): Promise<void> {
  await words.changeLanguage(lang);
  document.documentElement.lang = lang;
  localStorage.setItem(CHOSEN, lang);
}

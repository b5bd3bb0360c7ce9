import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { Instant } from '../../design/instant.js';
import { countOf } from '../../design/time.js';
import type { Line } from './lines.js';
import styles from './at.module.css';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
/** What people wrote themselves is shown as they wrote it. */
const WRITTEN = new Set(['title', 'summary', 'dataAffected', 'consequences', 'description', 'text', 'name', 'reason']);

type Fields = Readonly<Record<string, unknown>>;

/** One value of a record, in words. */
export function Value({ of: value, path }: { readonly of: unknown; readonly path: Line['path'] }): ReactNode {
  const { t } = useTranslation('audit');
  const lang = useLang();
  const words: Readonly<Record<string, string>> = t('value', { returnObjects: true });
  if (value === undefined) return <span className={styles['soft']}>{t('at.absent')}</span>;
  if (typeof value === 'boolean') return t(value ? 'at.yes' : 'at.no');
  if (typeof value === 'number') return countOf(value, lang);
  if (Array.isArray(value)) return value.map((each) => words[String(each)] ?? String(each)).join(', ');
  if (typeof value === 'string') {
    if (INSTANT.test(value)) return <Instant at={value} />;
    return WRITTEN.has(String(path.at(-1))) ? value : (words[value] ?? value);
  }
  const fields = value as Fields;
  if (fields['erased'] === true) return t('at.erased');
  if (typeof fields['at'] === 'string') return <Instant at={fields['at']} />;
  if (typeof fields[lang] === 'string') return fields[lang];
  if (fields['kind'] === 'unknown') return <span className={styles['soft']}>{t('at.unknown')}</span>;
  const count = countOf(Number(fields['value']), lang);
  return fields['kind'] === 'approximate' ? t('at.about', { number: count }) : count;
}

/** `numberOfPersons` → `Number of persons`, for fields that have no word. */
const spaced = (key: string): string => {
  const text = key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Puts facts into the order in which the words of fields stand: what a reader asks first comes first. */
export function useFieldOrder(): (lines: readonly Line[]) => readonly Line[] {
  const { t } = useTranslation('audit');
  const order = Object.keys(t('field', { returnObjects: true }));
  const placeOf = ({ path }: Line): number => {
    const place = order.indexOf(String(path[0]));
    return place < 0 ? order.length : place;
  };
  return (lines) => lines.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Says where a fact stands in a record, in words. */
export function useFieldWords(): (path: Line['path']) => string {
  const { t } = useTranslation('audit');
  const words: Readonly<Record<string, string>> = t('field', { returnObjects: true });
  return (path) =>
    path
      .map((step) => (typeof step === 'number' ? String(step) : (words[step] ?? spaced(step))))
      .join(' › ')
      .replaceAll(/ › (\d+)/g, ' $1');
}

import { useTranslation } from 'react-i18next';
import { useLang, useZone } from '../app/locale.js';
import { isErased } from '../design/erased.js';
import { countOf, dayAndTime, offsetAt } from '../design/time.js';

/** What can be known of an incident, in the order in which it is asked for. */
export const DETAILS = [
  'title',
  'summary',
  'occurred',
  'detected',
  'dimensions',
  'dataAffected',
  'categoriesOfPersons',
  'numberOfPersons',
  'categoriesOfRecords',
  'numberOfRecords',
  'specialCategories',
  'consequences',
  'contactPoint',
] as const;
export type Detail = (typeof DETAILS)[number];

/** What a breach hurts (Art. 4 no. 12 GDPR). */
export const DIMENSIONS = ['confidentiality', 'integrity', 'availability'] as const;
/** Art. 9(1) GDPR. */
export const SPECIAL = [
  'health',
  'racial-or-ethnic-origin',
  'political-opinions',
  'religious-or-philosophical-beliefs',
  'trade-union-membership',
  'genetic-data',
  'biometric-data',
  'sex-life-or-sexual-orientation',
] as const;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Says in words what a detail holds, whatever its form. */
export function useDetailText(): (field: Detail, value: unknown) => string {
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const zone = useZone();
  const instant = (value: unknown): string => {
    if (!isFields(value) || typeof value['at'] !== 'string') return t('app:incident.unknown');
    const at = Date.parse(value['at']);
    return `${dayAndTime(at, lang, zone)} ${offsetAt(at, zone)}`;
  };
  const item = (value: unknown): string => {
    const known = [...DIMENSIONS, ...SPECIAL].find((each) => each === value);
    return known ? t(`part.${known}`) : String(value);
  };
  return (field, value) => {
    if (isErased(value)) return t('app:incident.erased');
    if (value === null || value === undefined || value === '') return t('app:incident.unknown');
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return value.length === 0 ? t('none') : value.map(item).join(', ');
    if (!isFields(value)) return String(value);
    if (field === 'occurred') return [value['from'], value['until']].filter(isFields).map(instant).join(' – ');
    if (field === 'contactPoint')
      return [value['name'], value['email'], value['phone']].filter((each) => typeof each === 'string').join(', ');
    if (!('kind' in value)) return instant(value);
    if (typeof value['value'] !== 'number') return t('app:incident.unknown');
    const count = countOf(value['value'], lang);
    return value['kind'] === 'approximate' ? t('about', { formatted: count }) : count;
  };
}

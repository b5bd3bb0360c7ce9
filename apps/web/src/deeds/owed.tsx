import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { textsQuery } from '../api/queries.js';
import { useLang } from '../app/locale.js';
import { lawIn } from '../design/law.js';
import { Tag } from '../design/state-chip.js';

/** Marks the label of a field for what the organisation's terms demand in a notice, with the clauses that do. */
export function useOwed(): (item: Schemas['ContentItem'], label: string) => ReactNode {
  const { t } = useTranslation('deeds');
  const lang = useLang();
  const { data: texts = [] } = useQuery({ ...textsQuery, staleTime: 5 * 60_000 });
  const required = texts.flatMap(({ terms }) => terms.requiredContent);
  return (item, label) => {
    const clauses = required.flatMap((each) => (each.item === item && each.clause !== null ? [each.clause] : []));
    if (clauses.length === 0) return label;
    const said = [...new Set(clauses)].map((clause) => lawIn(clause, lang)).join(', ');
    return (
      <>
        {label} <Tag tone="plain">{t('owed', { clauses: said })}</Tag>
      </>
    );
  };
}

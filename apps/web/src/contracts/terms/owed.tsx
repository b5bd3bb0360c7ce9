import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { Clause } from '../../design/clause.js';
import { Tag } from '../../design/state-chip.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import styles from '../shared/parts.module.css';

type Trigger = Schemas['Trigger'];

/** What starts a duty to tell the controller, of which kind, and within which time. */
export function Triggers({ terms }: { readonly terms: Schemas['Terms'] }): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const lang = useLang();
  const { triggers, openTerms } = terms;
  const questionOf = (id: string): string => openTerms.find((each) => each.id === id)?.question[lang] ?? id;
  const timeOf = ({ time }: Trigger): string =>
    time.kind === 'hours'
      ? t('terms.hours', { count: time.hours, formatted: countOf(time.hours, lang) })
      : t('terms.undated');
  return (
    <DataTable
      label={t('terms.triggers')}
      rows={triggers}
      keyOf={({ id }) => id}
      columns={[
        {
          name: t('terms.when'),
          cell: ({ fact, irregularities = [] }) => (
            <>
              <b>{t(`app:fact.${fact}`)}</b>
              {irregularities.map((each) => (
                <div key={each} className={styles['soft']}>
                  {t(`app:irregularity.${each}`)}
                </div>
              ))}
            </>
          ),
        },
        { name: t('terms.kind'), cell: ({ noticeKind }) => t(`app:kind.${noticeKind}`) },
        {
          name: t('terms.time'),
          cell: (trigger) => (
            <>
              {timeOf(trigger)}
              {trigger.time.wording !== undefined && (
                <div className={styles['soft']} lang={terms.language}>
                  „{trigger.time.wording}“
                </div>
              )}
              {trigger.followUpOf && <div className={styles['soft']}>{t('terms.followUp')}</div>}
              {trigger.onlyWhile && (
                <div className={styles['soft']}>
                  {t('terms.onlyWhile')} {questionOf(trigger.onlyWhile.openTerm)}
                </div>
              )}
            </>
          ),
        },
        { name: t('terms.clause'), cell: ({ clause }) => <Clause of={clause} /> },
      ]}
    />
  );
}

/** What a notice under these terms must say, and what is asked for beyond them. */
export function Contents({ content }: { readonly content: readonly Schemas['RequiredContent'][] }): ReactNode {
  const { t } = useTranslation('contracts');
  return (
    <DataTable
      label={t('terms.content')}
      rows={content}
      keyOf={({ item }) => item}
      columns={[
        { name: t('terms.item'), cell: ({ item }) => t(`content.${item}`) },
        {
          name: t('terms.owed'),
          cell: ({ clause, asFarAsPossible }) =>
            clause === null ? (
              <span className={styles['soft']}>{t('terms.notOwed')}</span>
            ) : (
              <span className={styles['tags']}>
                <Clause of={clause} />
                {asFarAsPossible === true && <Tag tone="plain">{t('terms.asFarAsPossible')}</Tag>}
              </span>
            ),
        },
      ]}
    />
  );
}

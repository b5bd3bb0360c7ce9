import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { Asked } from '../../design/notes.js';
import { Known } from '../../design/known.js';
import { countOf } from '../../design/time.js';
import { controllerRecordQuery } from '../queries.js';

const STATES = ['onTime', 'late', 'overdue', 'open', 'handedOver', 'undated', 'notRequired'] as const;

/** How the duties towards one controller were kept, in figures. */
export function Kept({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const query = useQuery(controllerRecordQuery(id));
  return (
    <Asked query={query}>
      {({ notices, duties, acknowledged }) =>
        notices.total === 0 ? (
          <p>{t('record.nothing')}</p>
        ) : (
          <Known
            facts={[
              [t('notices.title'), countOf(notices.total, lang)],
              [t('record.acknowledged'), countOf(acknowledged, lang)],
              ...STATES.filter((each) => duties[each] > 0).map(
                (each) => [t(`record.state.${each}`), countOf(duties[each], lang)] as const,
              ),
            ]}
          />
        )
      }
    </Asked>
  );
}

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { termsQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame } from '../../design/page.js';
import { Tag } from '../../design/state-chip.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import { dayOf } from '../shared/days.js';

/** The texts that agreements rest on. */
export function TermsList(): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const lang = useLang();
  const { membership } = useSession();
  const query = useQuery(termsQuery);
  const beside = membership.role !== 'controller' && (
    <Button component={Link} to="/desk/open-terms" variant="default">
      {t('open.title')}
    </Button>
  );
  return (
    <PageFrame title={t('terms.title')} beside={beside}>
      <Asked query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('terms.empty.title')} text={t('terms.empty.text')} />
          ) : (
            <DataTable
              label={t('terms.title')}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: t('terms.text'),
                  cell: ({ id, title }) => (
                    <Link to="/desk/terms/$id" params={{ id }}>
                      {title}
                    </Link>
                  ),
                },
                { name: t('terms.version'), cell: ({ version }) => version.label },
                { name: t('terms.effectiveFrom'), cell: ({ version }) => dayOf(version.effectiveFrom, lang) },
                {
                  name: t('open.title'),
                  cell: ({ openTermsWithoutValue: count }) =>
                    count === 0 ? (
                      t('terms.noneWithoutValue')
                    ) : (
                      <Tag tone="undated">{t('terms.withoutValue', { count, formatted: countOf(count, lang) })}</Tag>
                    ),
                },
              ]}
            />
          )
        }
      </Asked>
    </PageFrame>
  );
}

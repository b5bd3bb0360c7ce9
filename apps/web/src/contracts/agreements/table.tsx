import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Instant } from '../../design/instant.js';
import { DataTable } from '../../design/table.js';

/** Agreements, named by their text (`terms`) or by the controller. */
export function AgreementTable(props: {
  readonly items: readonly Schemas['AgreementListItem'][];
  readonly by: 'terms' | 'controller';
}): ReactNode {
  const { items, by } = props;
  const { t } = useTranslation('contracts');
  const controller = (name: string | null): string => name ?? t('erased');
  return (
    <DataTable
      label={t('agreements.title')}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          name: t(by === 'terms' ? 'terms.text' : 'controllers.one'),
          cell: ({ id, termsTitle, controllerName }) => (
            <Link to="/desk/agreements/$id" params={{ id }}>
              {by === 'terms' ? termsTitle : controller(controllerName)}
            </Link>
          ),
        },
        ...(by === 'controller'
          ? [{ name: t('terms.text'), cell: ({ termsTitle }: Schemas['AgreementListItem']) => termsTitle }]
          : []),
        { name: t('agreements.from'), cell: ({ from }) => <Instant at={from} /> },
        {
          name: t('agreements.until'),
          cell: ({ until }) => (until === null ? t('agreements.noEnd') : <Instant at={until} />),
        },
      ]}
    />
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { DataTable } from '../../design/table.js';
import { countOf, lengthOf } from '../../design/time.js';

/** What was kept, with what it is shown by. */
export type NamedKept = Omit<Schemas['KeptBy'], 'id' | 'name'> & { readonly id: string; readonly shown: ReactNode };

const STATES = ['onTime', 'late', 'overdue', 'open', 'handedOver', 'undated'] as const;

/** The figures, row by row. */
export function KeptTable({ label, rows }: { readonly label: string; readonly rows: readonly NamedKept[] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const length = (took: number | undefined): string => (took === undefined ? '–' : lengthOf(took, lang));
  return (
    <DataTable
      label={label}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { name: t('record.what'), cell: ({ shown }) => shown },
        { name: t('notices.title'), isNumber: true, cell: ({ notices }) => countOf(notices, lang) },
        ...STATES.map((state) => ({
          name: t(`record.state.${state}`),
          isNumber: true,
          cell: ({ duties }: NamedKept) => countOf(duties[state], lang),
        })),
        { name: t('record.mean'), isNumber: true, cell: ({ timeToNotice }) => length(timeToNotice?.mean) },
        { name: t('record.longest'), isNumber: true, cell: ({ timeToNotice }) => length(timeToNotice?.longest) },
      ]}
    />
  );
}

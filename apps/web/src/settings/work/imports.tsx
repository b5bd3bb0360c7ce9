import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { Tag, type Tone } from '../../design/state-chip.js';
import table from '../../design/table.module.css';
import { countOf } from '../../design/time.js';
import { ChooseFile } from './choose.js';
import { importsQuery, type Import } from './queries.js';

/** Files of many records: chosen, checked, brought in; and what became of those before. */
export function Imports(): ReactNode {
  const { t } = useTranslation('settings');
  const { may } = useSession();
  const query = useQuery(importsQuery);
  return (
    <PageFrame title={t('imports.title')}>
      {may('processor:admin') && (
        <Sheet title={t('imports.choose')}>
          <ChooseFile />
        </Sheet>
      )}
      <Sheet title={t('imports.before')}>
        <Asked query={query}>
          {(imports) =>
            imports.length === 0 ? (
              <Empty title={t('imports.empty.title')} text={t('imports.empty.text')} />
            ) : (
              <List imports={imports} />
            )
          }
        </Asked>
      </Sheet>
    </PageFrame>
  );
}

const TONES: Readonly<Record<Import['state'], Tone>> = {
  waiting: 'undated',
  checking: 'running',
  writing: 'running',
  checked: 'plain',
  refused: 'plain',
  completed: 'settled',
  abandoned: 'undated',
  interrupted: 'plain',
};

export function ImportTag({ state }: { readonly state: Import['state'] }): ReactNode {
  const { t } = useTranslation('settings');
  return <Tag tone={TONES[state]}>{t(`imports.is.${state}`)}</Tag>;
}

const KINDS = ['controllers', 'historical-incidents'] as const;

/** What a file holds, in words. */
export function useKindName(): (kind: string) => string {
  const { t } = useTranslation('settings');
  return (kind) => {
    const known = KINDS.find((each) => each === kind);
    return known === undefined ? kind : t(`imports.kind.${known}`);
  };
}

function List({ imports }: { readonly imports: readonly Import[] }): ReactNode {
  const { t } = useTranslation('settings');
  const lang = useLang();
  const kindName = useKindName();
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('imports.what')}</th>
            <th scope="col">{t('auditors.state')}</th>
            <th scope="col">{t('imports.rows')}</th>
            <th scope="col">{t('imports.begun')}</th>
          </tr>
        </thead>
        <tbody>
          {imports.map(({ id, kind, state, rows, rowsDone, begunAt }) => (
            <tr key={id}>
              <td>
                <Link to="/imports/$id" params={{ id }}>
                  {kindName(kind)}
                </Link>
              </td>
              <td>
                <ImportTag state={state} />
              </td>
              <td data-label={t('imports.rows')}>
                {countOf(rowsDone, lang)}
                {rows !== null && ` / ${countOf(rows, lang)}`}
              </td>
              <td data-label={t('imports.begun')}>{begunAt === null ? '–' : <Instant at={begunAt} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

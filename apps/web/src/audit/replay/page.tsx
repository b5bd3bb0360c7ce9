import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { once, useDeed } from '../../design/deed.js';
import { Trouble } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { countOf } from '../../design/time.js';
import { AuditFrame } from '../frame.js';
import table from '../../design/table.module.css';
import styles from './replay.module.css';

type Report = Schemas['RebuildReport'];
type Table = Report['tables'][number];

const differs = ({ missing, different, unexpected }: Table): boolean => missing + different + unexpected > 0;

/** Builds everything that is shown anew from the log, and says whether it came out the same. */
export function Replay(): ReactNode {
  const { t } = useTranslation('audit');
  const replay = useDeed({
    send: (_input: undefined, key) => answerOf(api.POST('/api/v1/replays', { params: { header: once(key) } })),
    changes: ['nodes'],
  });
  return (
    <AuditFrame title={t('replay.title')}>
      <Sheet>
        <p className={styles['text']}>{t('replay.text')}</p>
        <Button loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
          {t('replay.begin')}
        </Button>
        <p role="status" className={styles['soft']}>
          {replay.isPending && t('replay.running')}
        </p>
      </Sheet>
      {replay.isError && <Trouble error={replay.error} onRetry={() => replay.mutate(undefined)} />}
      {replay.data && <Outcome report={replay.data} />}
    </AuditFrame>
  );
}

function Outcome({ report }: { readonly report: Report }): ReactNode {
  const { t } = useTranslation('audit');
  const { same, tables, comparedAt } = report;
  const sorted = [...tables].sort((one, other) => Number(differs(other)) - Number(differs(one)));
  return (
    <Sheet title={t(same ? 'replay.same' : 'replay.different')}>
      <p className={styles['text']}>
        {t(same ? 'replay.sameText' : 'replay.differentText', { number: comparedAt, tables: tables.length })}
      </p>
      <div className={table['wrap']}>
        <table className={table['table']}>
          <thead>
            <tr>
              {(['table', 'rows', 'missing', 'wrong', 'unexpected'] as const).map((each) => (
                <th key={each} scope="col" {...(each !== 'table' && { className: table['number'] })}>
                  {t(`replay.${each}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((each) => (
              <Compared key={each.table} compared={each} />
            ))}
          </tbody>
        </table>
      </div>
    </Sheet>
  );
}

function Compared({ compared }: { readonly compared: Table }): ReactNode {
  const { t } = useTranslation('audit');
  const lang = useLang();
  const { table: name, rows, missing, different, unexpected, examples } = compared;
  return (
    <tr>
      <td>
        <code>{name}</code>
        {examples.map(({ kind, key, columns }) => (
          <span key={JSON.stringify(key)} className={styles['example']}>
            {t(`replay.kind.${kind}`)}: {key.map(String).join(', ')} {columns.length > 0 && `(${columns.join(', ')})`}
          </span>
        ))}
      </td>
      {(
        [
          ['rows', rows],
          ['missing', missing],
          ['wrong', different],
          ['unexpected', unexpected],
        ] as const
      ).map(([word, count]) => (
        <td key={word} data-label={t(`replay.${word}`)} className={table['number']}>
          {countOf(count, lang)}
        </td>
      ))}
    </tr>
  );
}

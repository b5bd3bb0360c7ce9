import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../../app/locale.js';
import form from '../../../design/form.module.css';
import table from '../../../design/table.module.css';
import { ruleIn } from './rule-in.js';

/** One thing wrong with a file, as the service names it beside the rule. */
export interface Fault {
  /** Of a table. */
  readonly row?: number | null;
  /** Of a text. */
  readonly line?: number;
  readonly columnName?: string | null;
  readonly field: string;
  readonly rule: string;
}

/** What the service says of a file, in the language of the page; in English, marked as such, where it knows no other words. */
export function Rule({ rule }: { readonly rule: string }): ReactNode {
  const said = ruleIn(rule, useLang());
  return said ?? <span lang="en">{rule}</span>;
}

/** What is wrong with a file: where, and which rule it breaks. */
export function Faults({
  faults,
  summary,
}: {
  readonly faults: readonly Fault[];
  readonly summary?: string;
}): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <>
      {summary !== undefined && (
        <p className={form['plain']}>
          <Rule rule={summary} />
        </p>
      )}
      {faults.length > 0 && (
        <div className={table['wrap']}>
          <table className={table['table']} aria-label={t('imports.faults')}>
            <thead>
              <tr>
                <th scope="col">{t('imports.row')}</th>
                <th scope="col">{t('imports.column')}</th>
                <th scope="col">{t('imports.rule')}</th>
              </tr>
            </thead>
            <tbody>
              {faults.map(({ row, line, columnName, field, rule }, index) => (
                <tr key={`${row ?? line} ${field} ${index}`}>
                  <td data-label={t('imports.row')}>{row ?? line ?? t('imports.wholeFile')}</td>
                  <td data-label={t('imports.column')}>{(columnName ?? field) || '–'}</td>
                  <td>
                    <Rule rule={rule} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

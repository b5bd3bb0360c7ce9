import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { lengthOf } from '../../design/time.js';
import { between, type Chain } from './chain.js';
import { Stated, TargetName, TargetTold } from './parts.js';
import styles from './chain.module.css';

const HEADS = ['who', 'knew', 'passedOn', 'took'] as const;

/** The chain as a table: the same as the picture, leg by leg. */
export function ChainTable({ chain }: { readonly chain: Chain }): ReactNode {
  const { t } = useTranslation('deeds');
  const { name } = useSession();
  const { sources, aware, targets } = chain;
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={t('chain.title')}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {HEADS.map((each) => (
              <th key={each} scope="col">
                {t(`chain.heads.${each}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sources.map(({ id, name: called, knew, toldUs }) => (
            <tr key={id}>
              <th scope="row">{called}</th>
              <td>
                <Stated at={knew} />
              </td>
              <td>
                <Stated at={toldUs} />
              </td>
              <td>
                <Took from={knew} to={toldUs} />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{name}</th>
            <td>
              <Stated at={aware} />
            </td>
            <td>–</td>
            <td>–</td>
          </tr>
          {targets.map((target) => (
            <tr key={target.key}>
              <th scope="row">
                <TargetName target={target} />
              </th>
              <td>
                <TargetTold target={target} />
              </td>
              <td>
                {target.lastTold !== null && target.lastTold !== target.firstTold && (
                  <>
                    {t('chain.lastTold')} <Instant at={target.lastTold} />
                  </>
                )}
              </td>
              <td>
                <Took from={aware} to={target.firstTold} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Took({ from, to }: { readonly from: string | null; readonly to: string | null }): ReactNode {
  const { t } = useTranslation('deeds');
  const lang = useLang();
  const length = between(from, to);
  if (length === null) return '–';
  return t(length < 0 ? 'chain.before' : 'chain.after', { length: lengthOf(length, lang) });
}

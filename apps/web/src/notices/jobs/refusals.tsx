import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { countOf } from '../../design/time.js';
import { useRefusals } from '../refusals.js';
import styles from './jobs.module.css';

/** How many are shown at once by name; the others behind a click. */
const NAMED = 8;

/** Which notices were refused, by which rule; the first of them by name, each with the way there. */
export function Refusals(props: {
  readonly incident: string;
  readonly result: Pick<Schemas['JobView'], 'refusedBy' | 'refused'>;
  readonly names: ReadonlyMap<string, string | null>;
}): ReactNode {
  const { incident, result, names } = props;
  const { t } = useTranslation('notices');
  const lang = useLang();
  const said = useRefusals();
  return (
    <ul className={styles['refusals']}>
      {Object.entries(result.refusedBy).map(([code, count]) => {
        const these = result.refused.filter((each) => each.code === code);
        const named = (some: typeof these): ReactNode =>
          some.map(({ noticeId }, index) => (
            <span key={noticeId}>
              {index > 0 && ', '}
              <Link to="/desk/incidents/$id/notices/$notice" params={{ id: incident, notice: noticeId }}>
                {names.get(noticeId) ?? t('matrix.erased')}
              </Link>
            </span>
          ));
        const unnamed = count - these.length;
        return (
          <li key={code}>
            {said[code] ?? <span lang="en">{these[0]?.rule ?? code}</span>} <b>({countOf(count, lang)})</b>
            {': '}
            {named(these.slice(0, NAMED))}
            {count > NAMED && (
              <details>
                <summary>{t('jobs.more', { formatted: countOf(count - NAMED, lang) })}</summary>
                {named(these.slice(NAMED))}
                {unnamed > 0 && ` … ${t('jobs.more', { formatted: countOf(unnamed, lang) })}`}
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

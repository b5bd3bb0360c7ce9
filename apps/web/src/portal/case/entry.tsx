import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { Asked } from '../../design/notes.js';
import { registerQuery, type Case } from '../queries.js';
import { EntryFacts } from '../entry-facts.js';
import styles from '../portal.module.css';

/** An id is found by its beginning. */
const ENOUGH = 8;

/** How the register holds this breach (Art. 33(5) GDPR). */
export function Entry({ file }: { readonly file: Case }): ReactNode {
  const { t } = useTranslation('portal');
  const { membership } = useSession();
  const query = useQuery(registerQuery(membership.organisation, file.id.slice(0, ENOUGH), undefined));
  return (
    <>
      <Asked query={query}>
        {(entries) => {
          const entry = entries.find(({ id }) => id === file.id);
          return entry ? <EntryFacts entry={entry} short /> : <p className={styles['plain']}>{t('entry.none')}</p>;
        }}
      </Asked>
      <p className={styles['actions']}>
        <Link to="/portal/register">{t('entry.toRegister')}</Link>
      </p>
    </>
  );
}

import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Sheet } from '../../design/page.js';
import { instantMeant, WhenInput, type When } from '../../design/when.js';
import styles from './at.module.css';

/** The way to the whole workplace as it was at an instant. An auditor has no other workplace than this one. */
export function WorkplaceThen(): ReactNode {
  const { t } = useTranslation('audit');
  const zone = useZone();
  const { membership } = useSession();
  const [when, setWhen] = useState<When>({ local: '' });
  if (membership.role === 'auditor') return null;
  const asOf = instantMeant(when, zone);
  return (
    <div className={styles['then']}>
      <Sheet title={t('at.then.title')}>
        <p className={styles['soft']}>{t('at.then.text')}</p>
        <div className={styles['deeds']}>
          <WhenInput label={t('at.then.when')} value={when} onChange={setWhen} />
          {asOf !== undefined && (
            <Link to="/" search={{ asOf }}>
              {t('at.then.go')}
            </Link>
          )}
        </div>
      </Sheet>
    </div>
  );
}

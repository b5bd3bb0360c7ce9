import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import facts from '../../design/facts.module.css';
import { Asked } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { SettingsFrame, useIsAdmin } from '../frame.js';
import { organisationReadQuery, type OrganisationRead } from '../queries.js';
import { SettingsForm } from './form.js';

/** The organisation as it is registered, and what it chooses for itself. */
export function OrganisationSettings(): ReactNode {
  const { t } = useTranslation('settings');
  const isAdmin = useIsAdmin();
  const query = useQuery(organisationReadQuery);
  return (
    <SettingsFrame page="organisation">
      <Asked query={query}>
        {(read) => (
          <>
            <SettingsForm read={read} isAdmin={isAdmin} />
            <Sheet title={t('organisation.registered')}>
              <Registered record={read.record} />
            </Sheet>
          </>
        )}
      </Asked>
    </SettingsFrame>
  );
}

function Registered({ record }: { readonly record: OrganisationRead['record'] }): ReactNode {
  const { t } = useTranslation('settings');
  const { id, name, legalForm, address, country, land, timeZone, language, regime } = record;
  const place = [address?.street, [address?.postalCode, address?.city].filter(Boolean).join(' '), land ?? country];
  return (
    <dl className={facts['facts']}>
      <dt>{t('organisation.name')}</dt>
      <dd>{[name ?? t('erased'), name?.endsWith(legalForm ?? '–') ? null : legalForm].filter(Boolean).join(' ')}</dd>
      <dt>{t('organisation.address')}</dt>
      <dd>{place.filter(Boolean).join(', ')}</dd>
      <dt>{t('organisation.zone')}</dt>
      <dd>
        {timeZone}
        <br />
        <span className={facts['soft']}>{t('organisation.zoneHint')}</span>
      </dd>
      <dt>{t('organisation.language')}</dt>
      <dd>{t(`organisation.languages.${language}`)}</dd>
      <dt>{t('organisation.regime')}</dt>
      <dd>{t(`organisation.regimes.${regime}`)}</dd>
      <dt>{t('organisation.id')}</dt>
      <dd>
        {id}
        <br />
        <span className={facts['soft']}>{t('organisation.idHint')}</span>
      </dd>
    </dl>
  );
}

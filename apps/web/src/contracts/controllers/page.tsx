import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Known } from '../../design/known.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { controllerQuery } from '../queries.js';
import { Agreements } from './agreements.js';
import { Contacts } from './contacts.js';
import { Notices } from './notices.js';
import { Kept } from './kept.js';

const route = getRouteApi('/desk/controllers/$id');

/** One controller: who is told, on what agreements, and how that went so far. */
export function ControllerPage(): ReactNode {
  const { t } = useTranslation('contracts');
  const { id } = route.useParams();
  const query = useQuery(controllerQuery(id));
  const name = query.data?.record.name ?? t(query.data ? 'erased' : 'controllers.one');
  return (
    <PageFrame title={name}>
      <Asked query={query}>
        {({ record, etag }) => (
          <>
            <Sheet title={t('contact.title')}>
              <Contacts controller={record} etag={etag} />
            </Sheet>
            <Sheet title={t('agreements.title')}>
              <Agreements controllerId={id} />
            </Sheet>
            <Sheet title={t('record.title')}>
              <Kept id={id} />
            </Sheet>
            <Sheet title={t('notices.title')}>
              <Notices id={id} />
            </Sheet>
            <Sheet title={t('controllers.about')}>
              <About controller={record} />
            </Sheet>
          </>
        )}
      </Asked>
    </PageFrame>
  );
}

function About({ controller }: { readonly controller: Schemas['OrganisationView'] }): ReactNode {
  const { t } = useTranslation('contracts');
  const { address, customerNumber, legalForm, land, country, regime, language, timeZone } = controller;
  const place = address && [address.street, `${address.postalCode ?? ''} ${address.city}`.trim()].join('\n');
  return (
    <Known
      facts={[
        [t('field.address'), place ?? t('erased')],
        [t('field.land'), land === null ? country : t(`land.${land}`)],
        [t('field.regime'), t(`regime.${regime}`)],
        [t('field.customerNumber'), customerNumber ?? '–'],
        [t('field.legalForm'), legalForm ?? '–'],
        [t('field.language'), t(`language.${language}`)],
        [t('field.timeZone'), timeZone],
      ]}
    />
  );
}

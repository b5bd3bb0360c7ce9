import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { Copied } from '../../design/copied.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { Refused } from '../../design/refused.js';
import { SettingsFrame } from '../frame.js';
import { calendarQuery } from '../queries.js';

/** The secret address of a calendar with the ends of deadlines. */
export function CalendarSettings(): ReactNode {
  const query = useQuery(calendarQuery);
  return (
    <SettingsFrame page="calendar">
      <Asked query={query}>
        {({ address, since }) => (
          <Sheet>
            <div className={form['part']}>
              <Address address={address} since={since} />
            </div>
          </Sheet>
        )}
      </Asked>
    </SettingsFrame>
  );
}

/** Who only reads must not give the deadlines to whoever gets an address. */
function useKeeps(): boolean {
  const { membership } = useSession();
  return membership.rights.some((right) => right !== 'processor:reader' && right !== 'auditor');
}

function Address({ address, since }: { readonly address: string | null; readonly since: string | null }): ReactNode {
  const { t } = useTranslation('settings');
  const keeps = useKeeps();
  // What is done to which address: done to the next it is another deed.
  const input = { address };
  const create = useDeed({
    send: (_: typeof input, key) => answerOf(api.POST('/api/v1/calendar', { params: { header: once(key) } })),
    changes: ['calendar'],
  });
  const renew = useDeed({
    send: (_: typeof input, key) =>
      answerOf(api.POST('/api/v1/calendar/revocation', { params: { header: once(key) } })),
    changes: ['calendar'],
  });
  const revoke = useDeed({
    send: (_: typeof input, key) => answerOf(api.DELETE('/api/v1/calendar', { params: { header: once(key) } })),
    changes: ['calendar'],
  });
  if (address === null)
    return (
      <>
        <p className={form['plain']}>{t('calendar.none')}</p>
        {keeps && (
          <div>
            <Button loading={create.isPending} onClick={() => create.mutate(input)}>
              {t('calendar.create')}
            </Button>
          </div>
        )}
        <Refused error={create.error} />
      </>
    );
  return (
    <>
      <Copied label={t('calendar.address')} hint={t('calendar.secret')} value={address} />
      {since !== null && (
        <p className={form['soft']}>
          {t('calendar.since')} <Instant at={since} />
        </p>
      )}
      {keeps && (
        <div className={form['actions']}>
          <Confirm
            deed={t('calendar.renew')}
            title={t('calendar.renewTitle')}
            consequence={t('calendar.renewConsequence')}
            error={renew.error}
            onOpen={renew.reset}
            onConfirm={() => renew.mutateAsync(input)}
          />
          <Confirm
            deed={t('calendar.revoke')}
            title={t('calendar.revokeTitle')}
            consequence={t('calendar.revokeConsequence')}
            error={revoke.error}
            onOpen={revoke.reset}
            onConfirm={() => revoke.mutateAsync(input)}
          />
        </div>
      )}
    </>
  );
}

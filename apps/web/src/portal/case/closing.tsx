import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import type { Case } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { changing, useCaseDeed } from './form.js';
import styles from '../portal.module.css';

/** What is still open though the file may be closed. */
const openPoints = ({ communications, unprovenFilings }: Case): readonly ('persons' | 'reference')[] => {
  const last = communications.at(-1)?.outcome;
  return [
    ...(last === undefined || last === 'required' ? (['persons'] as const) : []),
    ...(unprovenFilings.length > 0 ? (['reference'] as const) : []),
  ];
};

/** Closes the file once it is decided, and opens it again. */
export function Closing({ file }: { readonly file: Case }): ReactNode {
  const { t } = useTranslation('portal');
  const { may } = useSession();
  const officer = may('controller:privacy-officer');
  const known = useRefusals();
  const path = { id: file.id };
  const close = useCaseDeed((_: void, key) =>
    api.POST('/api/v1/cases/{id}/closure', { params: { path, header: changing(file, key) } }),
  );
  const reopen = useCaseDeed((_: void, key) =>
    api.POST('/api/v1/cases/{id}/reopening', { params: { path, header: changing(file, key) } }),
  );
  const isClosed = file.status === 'closed';
  const open = openPoints(file).map((point) => t(`closing.open.${point}`));
  const said = isClosed ? 'closing.isClosed' : file.decided ? 'closing.ready' : 'closing.undecided';
  return (
    <>
      <p className={styles['plain']}>{t(said)}</p>
      {!isClosed && file.decided && open.map((point) => <p key={point}>{point}</p>)}
      {officer && isClosed && (
        <div className={styles['actions']}>
          <Confirm
            deed={t('closing.reopen')}
            title={t('closing.reopenTitle')}
            consequence={t('closing.reopenConsequence')}
            error={reopen.error}
            known={known}
            onConfirm={() => reopen.mutateAsync()}
            onOpen={() => reopen.reset()}
          />
        </div>
      )}
      {officer && !isClosed && file.decided && (
        <div className={styles['actions']}>
          <Confirm
            deed={t('closing.close')}
            title={t('closing.closeTitle')}
            consequence={[...open, t('closing.closeConsequence')].join(' ')}
            error={close.error}
            known={known}
            onConfirm={() => close.mutateAsync()}
            onOpen={() => close.reset()}
          />
        </div>
      )}
    </>
  );
}

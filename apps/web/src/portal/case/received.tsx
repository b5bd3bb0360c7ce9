import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { save, saveFrom } from '../../api/save.js';
import { useSession } from '../../app/session.js';
import { isErased, textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Refused } from '../../design/refused.js';
import { Tag } from '../../design/state-chip.js';
import { Signing } from '../notice/acknowledge.js';
import { OnlyBy } from '../only-by.js';
import type { Case } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { useCaseDeed } from './form.js';
import { once } from '../../design/deed.js';
import facts from '../../design/facts.module.css';
import styles from '../portal.module.css';

type One = Case['received'][number];
const ENDINGS = { 'message/rfc822': 'eml', 'application/pdf': 'pdf', 'application/json': 'json' } as const;

/** The notices that the organisation put on file itself: what was found in each file, the file, and its acknowledgement. */
export function Received({ file }: { readonly file: Case }): ReactNode {
  return (
    <div id="received">
      {file.received.map((one) => (
        <OnFile key={one.receivedId} file={file} one={one} />
      ))}
    </div>
  );
}

function OnFile({ file, one }: { readonly file: Case; readonly one: One }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const { receivedId, kind, processor, received, filedAt, mail, notice, file: kept } = one;
  const name = `notice-${receivedId}.${ENDINGS[kept.mediaType]}`;
  const download = useMutation({
    mutationFn: () => saveFrom(`/api/v1/cases/${file.id}/received/${receivedId}/file`, name),
  });
  return (
    <div className={styles['part']}>
      <dl className={facts['facts']}>
        <dt>{t('received.processor')}</dt>
        <dd>{textOr(processor, t('erased'))}</dd>
        <dt>{t('received.kind')}</dt>
        <dd>{kind === 'other' ? t('received.other') : t(`app:kind.${kind}`)}</dd>
        <dt>{t('received.at')}</dt>
        <dd>
          <Instant at={received.at} />
        </dd>
        <dt>{t('received.filed')}</dt>
        <dd>
          <Instant at={filedAt} />
        </dd>
        {mail !== null && !isErased(mail) && (
          <>
            <dt>{t('received.says')}</dt>
            <dd>
              {[mail.from, mail.subject].filter(Boolean).join(' · ')}
              <div className={styles['soft']}>{t('received.saysHint')}</div>
            </dd>
          </>
        )}
      </dl>
      {notice !== null && !isErased(notice) && (
        <>
          <h3>{notice.text.subject}</h3>
          <div className={styles['letter']}>{notice.text.body}</div>
        </>
      )}
      {notice === null && <p className={styles['soft']}>{t('received.noNotice')}</p>}
      <div className={styles['actions']}>
        <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
          {t('received.download')}
        </Button>
      </div>
      <Refused error={download.error} />
      {notice !== null && !isErased(notice) && <Answer file={file} one={one} />}
    </div>
  );
}

/** The acknowledgement to the sender: given, on its way, arrived, or to be given (again). */
function Answer({ file, one }: { readonly file: Case; readonly one: One }): ReactNode {
  const { t } = useTranslation('portal');
  const { may } = useSession();
  const known = useRefusals();
  const { acknowledgement, receivedId, processor } = one;
  const deed = useCaseDeed((body: { name: string; function?: string }, key) =>
    api.POST('/api/v1/cases/{caseId}/received/{receivedId}/acknowledgement', {
      params: { path: { caseId: file.id, receivedId }, header: once(key) },
      body,
    }),
  );
  const isOpen = acknowledgement === null || acknowledgement.phase === 'given-up';
  return (
    <div className={styles['part']}>
      {acknowledgement && (
        <p className={styles['plain']}>
          <Tag tone={acknowledgement.phase === 'accepted' ? 'settled' : isOpen ? 'near' : 'sent'}>
            {t(`received.phase.${acknowledgement.phase}`)}
          </Tag>{' '}
          {t('acknowledge.by', { name: isErased(acknowledgement.by) ? t('erased') : acknowledgement.by.name })}{' '}
          <Instant at={acknowledgement.at} />
          {acknowledgement.dueAt !== null && acknowledgement.attempt > 0 && (
            <span className={styles['soft']}>
              {' '}
              · {t('received.again')} <Instant at={acknowledgement.dueAt} />
            </span>
          )}
        </p>
      )}
      {acknowledgement?.receipt && !isErased(acknowledgement.receipt) && (
        <Receipt receipt={acknowledgement.receipt} id={acknowledgement.acknowledgementId} />
      )}
      {isOpen &&
        (may('controller:contact') || may('controller:privacy-officer') ? (
          <Signing
            meaning={t('received.meaning', { name: textOr(processor, t('erased')) })}
            isPending={deed.isPending}
            error={deed.error}
            known={known}
            onSign={(by) => deed.mutate(by)}
          />
        ) : (
          <OnlyBy who="contact" />
        ))}
    </div>
  );
}

/** What the sender answered: to be kept, as it came. */
function Receipt({ receipt, id }: { readonly receipt: object; readonly id: string }): ReactNode {
  const { t } = useTranslation('portal');
  const keep = (): void =>
    save(new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' }), `receipt-${id}.json`);
  return (
    <div className={styles['actions']}>
      <Button variant="default" onClick={keep}>
        {t('receipt.download')}
      </Button>
    </div>
  );
}

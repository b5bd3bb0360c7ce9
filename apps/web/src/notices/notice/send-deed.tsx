import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { once, useDeed } from '../../design/deed.js';
import { Asked } from '../../design/notes.js';
import { Refused } from '../../design/refused.js';
import { Above } from '../../design/side-sheet.js';
import form from '../../design/form.module.css';
import { controllerQuery, type NoticeInFull } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { useOutdated } from './outdated-note.js';
import { NOTICE_CHANGES } from './reason-deed.js';
import { sendingsOfLast } from './sent.js';
import styles from './notice.module.css';

type Contact = Extract<Schemas['ContactView'], { name: string }>;

/** Sends the approved text: to whom is shown before, and that it cannot be taken back. */
export function SendDeed({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const { may } = useSession();
  const [opened, setOpened] = useState(false);
  const last = notice.texts.at(-1);
  if (!last || last.approvedAt === null || notice.status === 'closed') return null;
  if (!may('processor:responder') && !may('processor:approver')) return null;
  const again = sendingsOfLast(notice).length > 0;
  const close = (): void => setOpened(false);
  return (
    <>
      <Button variant={again ? 'default' : 'filled'} onClick={() => setOpened(true)}>
        {t(again ? 'out.again' : 'deeds.send')}
      </Button>
      <Above opened={opened} title={t('out.sendTitle')} onClose={close}>
        <Sending notice={notice} again={again} onDone={close} />
      </Above>
    </>
  );
}

function Sending(props: {
  readonly notice: NoticeInFull;
  /** The text was sent before: new mails with new links. */
  readonly again: boolean;
  readonly onDone: () => void;
}): ReactNode {
  const { notice, again, onDone } = props;
  const { t } = useTranslation(['notices', 'app']);
  const known = useRefusals();
  const controller = useQuery(controllerQuery(notice.controllerId));
  const [left, setLeft] = useState<readonly string[]>([]);
  const [withGaps, setWithGaps] = useState(false);
  const isOutdated = useOutdated(notice);
  const missing = (notice.texts.at(-1)?.gaps ?? []).filter(({ clause }) => clause !== null);
  const isIncomplete = missing.length > 0;
  const send = useDeed({
    send: (body: Schemas['SendingBody'], key) =>
      answerOf(
        api.POST('/api/v1/notices/{id}/sending', { params: { path: { id: notice.id }, header: once(key) }, body }),
      ),
    changes: NOTICE_CHANGES,
    onDone,
  });
  return (
    <Asked query={controller}>
      {({ contacts }) => {
        const registered = contacts.filter(
          (each): each is Contact => 'purposes' in each && each.purposes.includes('breach-notices'),
        );
        const chosen = registered.filter(({ contactId }) => !left.includes(contactId));
        return (
          <div className={form['part']}>
            <p className={form['plain']}>{t('deeds.consequence.send')}</p>
            {isOutdated && <p className={styles['outdated']}>{t('deeds.outdated', { count: 1, formatted: '1' })}</p>}
            {isIncomplete && (
              <p className={styles['outdated']}>
                {t('deeds.incomplete', { count: 1, formatted: '1' })}{' '}
                {missing.map(({ item }) => t(`complete.item.${item}`)).join(', ')}
              </p>
            )}
            {registered.length === 0 ? (
              <p className={form['plain']}>{t('refusal.no-recipient-known')}</p>
            ) : (
              <Checkbox.Group
                label={t('out.to')}
                value={chosen.map(({ contactId }) => contactId)}
                onChange={(ids) =>
                  setLeft(registered.map(({ contactId }) => contactId).filter((id) => !ids.includes(id)))
                }
              >
                <div className={form['options']}>
                  {registered.map(({ contactId, name, email }) => (
                    <Checkbox key={contactId} value={contactId} label={`${name} · ${email ?? '–'}`} />
                  ))}
                </div>
              </Checkbox.Group>
            )}
            {isIncomplete && (
              <Checkbox
                label={t('deeds.withGaps')}
                checked={withGaps}
                onChange={({ currentTarget }) => setWithGaps(currentTarget.checked)}
              />
            )}
            <Refused error={send.error} known={known} />
            <div className={form['actions']}>
              <Button
                disabled={chosen.length === 0 || (isIncomplete && !withGaps)}
                loading={send.isPending}
                onClick={() =>
                  send.mutate({
                    ...(left.length > 0 && { recipients: chosen.map(({ contactId }) => contactId) }),
                    ...(withGaps && { withGaps }),
                    ...(again && { again }),
                  })
                }
              >
                {t('out.send', { count: chosen.length })}
              </Button>
              <Button variant="subtle" onClick={onDone}>
                {t('app:note.cancel')}
              </Button>
            </div>
          </div>
        );
      }}
    </Asked>
  );
}

import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { SideSheet } from '../../design/side-sheet.js';
import { Tag } from '../../design/state-chip.js';
import parts from '../shared/parts.module.css';
import { Changed } from '../shared/changed.js';
import { CONTRACTS } from '../shared/deeds.js';
import { AddContact, ChangeContact, type KnownContact } from './contact-form.js';
import styles from './contacts.module.css';

type Contact = Schemas['ContactView'];

const isNamed = (contact: Contact): contact is KnownContact => !contact.erased;

/** Who is told at a controller: named, changed and removed here. */
export function Contacts(props: {
  readonly controller: Schemas['OrganisationView'];
  readonly etag: string | null;
}): ReactNode {
  const { controller, etag } = props;
  const { t } = useTranslation('contracts');
  const { may } = useSession();
  const [deed, setDeed] = useState<{ readonly change?: KnownContact } | undefined>();
  const close = (): void => setDeed(undefined);
  const { contacts } = controller;
  const isReachable = contacts.some((each) => isNamed(each) && each.purposes.includes('breach-notices'));
  const mayWrite = may('processor:responder') || may('processor:admin');
  const adds = deed !== undefined && !deed.change;
  return (
    <>
      {!isReachable && <p className={styles['finding']}>{t('contact.missing')}</p>}
      <ul className={styles['list']}>
        {contacts.map((contact) => (
          <li key={contact.contactId} className={styles['item']}>
            {isNamed(contact) ? (
              <OneContact contact={contact} />
            ) : (
              <span className={parts['soft']}>{t('contact.erased')}</span>
            )}
            {isNamed(contact) && (
              <span className={parts['actions']}>
                {mayWrite && (
                  <Button variant="default" size="compact-sm" onClick={() => setDeed({ change: contact })}>
                    {t('change.do')}
                    <span className="unseen">: {contact.name}</span>
                  </Button>
                )}
                {may('processor:admin') && <Remove controllerId={controller.id} etag={etag} contact={contact} />}
              </span>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <Button mt={12} variant={isReachable ? 'default' : 'filled'} onClick={() => setDeed({})}>
          {t('contact.add')}
        </Button>
      )}
      <SideSheet opened={adds} title={t('contact.add')} onClose={close}>
        {adds && <AddContact controllerId={controller.id} language={controller.language} onClose={close} />}
      </SideSheet>
      <SideSheet opened={deed?.change !== undefined} title={t('contact.change')} onClose={close}>
        {deed?.change && (
          <ChangeContact
            key={deed.change.contactId}
            controllerId={controller.id}
            etag={etag}
            contact={deed.change}
            onClose={close}
          />
        )}
      </SideSheet>
    </>
  );
}

function OneContact({ contact }: { readonly contact: KnownContact }): ReactNode {
  const { t } = useTranslation('contracts');
  return (
    <div className={styles['contact']}>
      <b>{contact.name}</b>
      {contact.function !== null && <span className={parts['soft']}>{contact.function}</span>}
      {contact.email !== null && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
      {contact.phone !== null && <a href={`tel:${contact.phone.replace(/[^\d+]/g, '')}`}>{contact.phone}</a>}
      <span className={parts['tags']}>
        {contact.purposes.map((purpose) => (
          <Tag key={purpose} tone="plain">
            {t(`purpose.${purpose}`)}
          </Tag>
        ))}
      </span>
    </div>
  );
}

function Remove(props: {
  readonly controllerId: string;
  readonly etag: string | null;
  readonly contact: KnownContact;
}): ReactNode {
  const { controllerId, etag, contact } = props;
  const { t } = useTranslation('contracts');
  const remove = useDeed({
    changes: CONTRACTS,
    send: (contactId: string, key) =>
      answerOf(
        api.DELETE('/api/v1/controllers/{id}/contacts/{contactId}', {
          params: { path: { id: controllerId, contactId }, header: { ...once(key), ...seenBy(etag) } },
        }),
      ),
  });
  return (
    <Confirm
      size="compact-sm"
      deed={t('contact.remove')}
      title={t('contact.removeTitle', { name: contact.name })}
      consequence={t('contact.removeConsequence')}
      error={remove.error}
      onOpen={remove.reset}
      onConfirm={() => remove.mutateAsync(contact.contactId)}
    >
      <Changed error={remove.error} />
    </Confirm>
  );
}

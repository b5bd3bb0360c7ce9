import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useTime } from '../../app/clock.js';
import { useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { Copied } from '../../design/copied.js';
import { useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked, Empty } from '../../design/notes.js';
import { Refused } from '../../design/refused.js';
import { SideSheet } from '../../design/side-sheet.js';
import { Tag } from '../../design/state-chip.js';
import table from '../../design/table.module.css';
import { instantMeant, WhenInput, type When } from '../../design/when.js';
import { SettingsFrame } from '../frame.js';
import { tokensQuery } from '../queries.js';
import styles from '../frame.module.css';

type Token = Schemas['ListedToken'];
type Right = Token['rights'][number];

/** The words of each right: a colon would lead to the words of another part. */
const RIGHT_WORDS = {
  'processor:reader': 'processorReader',
  'processor:responder': 'processorResponder',
  'processor:approver': 'processorApprover',
  'processor:admin': 'processorAdmin',
  'controller:contact': 'controllerContact',
  'controller:privacy-officer': 'controllerPrivacyOfficer',
  'controller:admin': 'controllerAdmin',
  auditor: 'auditor',
  operator: 'operator',
  scim: 'scim',
} as const satisfies Readonly<Record<Right, string>>;

/** Tokens by which programs work in the organisation's name. */
export function Tokens(): ReactNode {
  const { t } = useTranslation('settings');
  const [issuing, setIssuing] = useState(false);
  const query = useQuery(tokensQuery);
  return (
    <SettingsFrame page="tokens" beside={<Button onClick={() => setIssuing(true)}>{t('tokens.issue')}</Button>}>
      <Asked query={query}>
        {(tokens) =>
          tokens.length === 0 ? (
            <Empty title={t('tokens.empty.title')} text={t('tokens.empty.text')} />
          ) : (
            <List tokens={tokens.toReversed()} />
          )
        }
      </Asked>
      <SideSheet opened={issuing} title={t('tokens.issue')} onClose={() => setIssuing(false)}>
        <Issuing />
      </SideSheet>
    </SettingsFrame>
  );
}

function List({ tokens }: { readonly tokens: readonly Token[] }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('tokens.token')}</th>
            <th scope="col">{t('auditors.state')}</th>
            <th scope="col">{t('tokens.rights')}</th>
            <th scope="col">{t('tokens.lastUsed')}</th>
            <th scope="col">{t('tokens.expires')}</th>
            <th scope="col">
              <span className="unseen">{t('tokens.revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <Row key={token.id} token={token} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ token }: { readonly token: Token }): ReactNode {
  const { t } = useTranslation('settings');
  const { id, label, rights, expiresAt, revokedAt, lastUsedAt } = token;
  const isOver = useTime((now) => expiresAt !== null && Date.parse(expiresAt) <= now);
  const state = revokedAt !== null ? 'revoked' : isOver ? 'expired' : 'valid';
  const revoke = useDeed({
    send: (which: string) =>
      answerOf(api.POST('/api/v1/tokens/{id}/revocation', { params: { path: { id: which } }, body: {} })),
    changes: ['tokens'],
  });
  return (
    <tr>
      <td className={styles['break']}>{label}</td>
      <td>
        <Tag tone={state === 'valid' ? 'settled' : 'undated'}>{t(`tokens.is.${state}`)}</Tag>
      </td>
      <td data-label={t('tokens.rights')}>{rights.map((right) => t(`right.${RIGHT_WORDS[right]}`)).join(', ')}</td>
      <td data-label={t('tokens.lastUsed')}>{lastUsedAt === null ? t('tokens.never') : <Instant at={lastUsedAt} />}</td>
      <td data-label={t('tokens.expires')}>{expiresAt === null ? t('tokens.noEnd') : <Instant at={expiresAt} />}</td>
      <td>
        {state === 'valid' && (
          <Confirm
            size="compact-sm"
            deed={t('tokens.revoke')}
            title={t('tokens.revokeTitle', { label })}
            consequence={t('tokens.revokeConsequence')}
            error={revoke.error}
            onOpen={revoke.reset}
            onConfirm={() => revoke.mutateAsync(id)}
          />
        )}
      </td>
    </tr>
  );
}

const RIGHTS = {
  processor: ['processor:reader', 'processor:responder', 'processor:approver', 'processor:admin', 'scim'],
  controller: ['controller:contact', 'controller:privacy-officer', 'controller:admin', 'scim'],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

const LABEL = /^[a-z0-9][a-z0-9-]{0,39}$/;

function Issuing(): ReactNode {
  const { t } = useTranslation('settings');
  const zone = useZone();
  const side = useSession().membership.role === 'controller' ? 'controller' : 'processor';
  const [label, setLabel] = useState('');
  const [rights, setRights] = useState<readonly Right[]>([]);
  const [until, setUntil] = useState<When>({ local: '' });
  const [attempted, setAttempted] = useState(false);
  const issue = useDeed({
    send: (body: Schemas['IssueTokenBody']) => answerOf(api.POST('/api/v1/tokens', { body })),
    changes: ['tokens'],
  });
  const isLabel = LABEL.test(label);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    const end = instantMeant(until, zone);
    if (!isLabel || rights.length === 0 || (until.local !== '' && end === undefined)) return;
    issue.mutate({
      label,
      role: side,
      rights: [...rights],
      ...(end !== undefined && { expiresAt: end }),
    });
  };
  if (issue.data)
    return (
      <div className={form['part']}>
        <Copied label={t('tokens.secret')} hint={t('secret.once')} value={issue.data.token} />
        <p className={form['plain']}>{t('tokens.how')}</p>
      </div>
    );
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <TextInput
        required
        data-autofocus
        maxLength={40}
        label={t('tokens.label')}
        description={t('tokens.labelHint')}
        value={label}
        error={attempted && !isLabel ? t('tokens.labelForm') : undefined}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      <Checkbox.Group
        required
        label={t('tokens.rights')}
        description={t('tokens.rightsHint')}
        value={[...rights]}
        error={attempted && rights.length === 0 ? t('tokens.noRight') : undefined}
        onChange={(next) => setRights(RIGHTS[side].filter((right) => next.includes(right)))}
      >
        <div className={form['options']}>
          {RIGHTS[side].map((right) => (
            <Checkbox key={right} value={right} label={t(`right.${RIGHT_WORDS[right]}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <WhenInput label={t('tokens.until')} description={t('tokens.untilHint')} value={until} onChange={setUntil} />
      <Refused error={issue.error} known={{ 'token-already-expired': t('tokens.expired') }} />
      <Button type="submit" loading={issue.isPending}>
        {t('tokens.issueDeed')}
      </Button>
    </form>
  );
}

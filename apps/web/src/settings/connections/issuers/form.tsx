import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../../../design/form.module.css';
import { Refused } from '../../../design/refused.js';
import { bodyOf, faultsOf, isSound, type IssuerBody, type IssuerDraft } from './draft.js';
import { GroupsInput } from './groups.js';

/** Refusals of the service that somebody can mend, in words. */
export function useIssuerRefusals(): Readonly<Record<string, string>> {
  const { t } = useTranslation('settings');
  return {
    'issuer-url': t('issuers.refused.url'),
    'issuer-settings': t('issuers.refused.settings'),
    'issuer-secret-missing': t('issuers.refused.secretMissing'),
    'too-many-issuers': t('issuers.refused.tooMany'),
    'not-found': t('issuers.refused.gone'),
  };
}

/** Everything that is said of a sign-in service. The secret is kept nowhere on this device. */
export function IssuerForm(props: {
  readonly draft: IssuerDraft;
  readonly onChange: (part: Partial<IssuerDraft>) => void;
  /** Whether the service has a secret of it already. */
  readonly hasSecret: boolean;
  readonly deed: string;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onSubmit: (body: IssuerBody) => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { draft, onChange, hasSecret, deed, error, isPending, onSubmit, children } = props;
  const { t } = useTranslation('settings');
  const known = useIssuerRefusals();
  const [secret, setSecret] = useState('');
  const [attempted, setAttempted] = useState(false);
  const faults = attempted ? faultsOf(draft) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (isSound(faultsOf(draft))) onSubmit(bodyOf(draft, secret));
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <TextInput
        required
        maxLength={100}
        label={t('issuers.name')}
        description={t('issuers.nameHint')}
        value={draft.label}
        error={faults?.label ? t('required') : undefined}
        onChange={({ currentTarget }) => onChange({ label: currentTarget.value })}
      />
      <TextInput
        required
        type="url"
        maxLength={2_000}
        label={t('issuers.url')}
        description={t('issuers.urlHint')}
        value={draft.url}
        error={faults?.url ? t('issuers.urlForm') : undefined}
        onChange={({ currentTarget }) => onChange({ url: currentTarget.value })}
      />
      <TextInput
        required
        maxLength={200}
        autoComplete="off"
        label={t('issuers.clientId')}
        description={t('issuers.clientIdHint')}
        value={draft.clientId}
        error={faults?.clientId ? t('required') : undefined}
        onChange={({ currentTarget }) => onChange({ clientId: currentTarget.value })}
      />
      <TextInput
        type="password"
        maxLength={500}
        autoComplete="off"
        label={t('issuers.secret')}
        description={t(hasSecret ? 'issuers.secretStays' : 'issuers.secretHint')}
        value={secret}
        onChange={({ currentTarget }) => setSecret(currentTarget.value)}
      />
      <Textarea
        required
        rows={2}
        label={t('issuers.domains')}
        description={t('issuers.domainsHint')}
        value={draft.domains}
        error={faults?.domains ? t('issuers.domainsForm') : undefined}
        onChange={({ currentTarget }) => onChange({ domains: currentTarget.value })}
      />
      <Checkbox
        label={t('issuers.justInTime')}
        description={t('issuers.justInTimeHint')}
        checked={draft.justInTime}
        onChange={({ currentTarget }) => onChange({ justInTime: currentTarget.checked })}
      />
      <GroupsInput value={draft.groups} faults={faults?.groups} onChange={(groups) => onChange({ groups })} />
      <details>
        <summary>{t('issuers.more')}</summary>
        <div className={form['part']}>
          <TextInput
            maxLength={200}
            label={t('issuers.claim')}
            description={t('issuers.claimHint')}
            value={draft.groupsClaim}
            onChange={({ currentTarget }) => onChange({ groupsClaim: currentTarget.value })}
          />
          <TextInput
            label={t('issuers.scopes')}
            description={t('issuers.scopesHint')}
            value={draft.scopes}
            onChange={({ currentTarget }) => onChange({ scopes: currentTarget.value })}
          />
        </div>
      </details>
      <Refused error={error} known={known} />
      {children}
      <Button type="submit" loading={isPending}>
        {deed}
      </Button>
    </form>
  );
}

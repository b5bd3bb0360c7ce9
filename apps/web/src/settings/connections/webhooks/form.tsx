import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client.js';
import form from '../../../design/form.module.css';
import { Refused } from '../../../design/refused.js';
import { TypesInput } from './types.js';

type Target = Schemas['ChangeWebhookBody'];

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

/** Refusals of the service that somebody can mend, in words. */
export function useWebhookRefusals(): Readonly<Record<string, string>> {
  const { t } = useTranslation('settings');
  return {
    'webhook-url': t('webhooks.refused.url'),
    'webhook-types': t('webhooks.refused.types'),
    'too-many-webhooks': t('webhooks.refused.tooMany'),
    'not-found': t('webhooks.refused.gone'),
  };
}

/** Where events are sent, and which. */
export function WebhookForm(props: {
  readonly begun: Target;
  readonly deed: string;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onSubmit: (target: Target) => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { begun, deed, error, isPending, onSubmit, children } = props;
  const { t } = useTranslation('settings');
  const known = useWebhookRefusals();
  const [url, setUrl] = useState(begun.url);
  const [types, setTypes] = useState<readonly string[]>(begun.types);
  const [attempted, setAttempted] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (isAddress(url.trim()) && types.length > 0) onSubmit({ url: url.trim(), types: [...types] });
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <TextInput
        type="url"
        required
        maxLength={2_000}
        label={t('webhooks.url')}
        description={t('webhooks.urlHint')}
        value={url}
        error={attempted && !isAddress(url.trim()) ? t('webhooks.urlForm') : undefined}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
      />
      <TypesInput
        value={types}
        error={attempted && types.length === 0 ? t('webhooks.noType') : undefined}
        onChange={setTypes}
      />
      <Refused error={error} known={known} />
      {children}
      <Button type="submit" loading={isPending}>
        {deed}
      </Button>
    </form>
  );
}

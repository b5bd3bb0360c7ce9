import { Button, CopyButton, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import form from './form.module.css';

/** Something to be copied: a secret, an address. */
export function Copied({ label, value, hint }: { label: string; value: string; hint?: string }): ReactNode {
  const { t } = useTranslation('app');
  return (
    <div className={form['copied']}>
      <TextInput
        readOnly
        label={label}
        description={hint}
        value={value}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? 'note.copied' : 'note.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

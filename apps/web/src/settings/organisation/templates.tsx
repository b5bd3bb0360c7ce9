import { Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../../design/form.module.css';

export interface Template {
  readonly subject: string;
  readonly text: string;
}

const FRESH: Readonly<Record<'de' | 'en', Template>> = {
  de: {
    subject: 'Datenschutz: Vorgang {{reference}}',
    text: '{{introduction}}\n\n{{legal}}\n\n{{nature}}\n\n{{awareness}}\n\n{{data}}\n\n{{persons}}\n\n{{consequences}}\n\n{{measures}}\n\n{{actions}}\n\n{{gaps}}',
  },
  en: {
    subject: 'Data protection: matter {{reference}}',
    text: '{{introduction}}\n\n{{legal}}\n\n{{nature}}\n\n{{awareness}}\n\n{{data}}\n\n{{persons}}\n\n{{consequences}}\n\n{{measures}}\n\n{{actions}}\n\n{{gaps}}',
  },
};

/** The organisation's own words of a notice in one language; null: the built-in ones. */
export function TemplateInput(props: {
  readonly lang: 'de' | 'en';
  readonly value: Template | null;
  readonly onChange: (value: Template | null) => void;
}): ReactNode {
  const { lang, value, onChange } = props;
  const { t } = useTranslation('settings');
  return (
    <div className={form['part']}>
      <Switch
        label={t(`templates.own.${lang}`)}
        checked={value !== null}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? FRESH[lang] : null)}
      />
      {value && (
        <>
          <TextInput
            maxLength={300}
            lang={lang}
            label={t('templates.subject')}
            description={t('templates.subjectHint', {
              processor: '{{processor}}',
              controller: '{{controller}}',
              reference: '{{reference}}',
            })}
            value={value.subject}
            error={value.subject.trim() === '' ? t('required') : undefined}
            onChange={({ currentTarget }) => onChange({ ...value, subject: currentTarget.value })}
          />
          <Textarea
            autosize={false}
            rows={12}
            maxLength={20_000}
            lang={lang}
            label={t('templates.text')}
            description={t('templates.textHint', { gaps: '{{gaps}}' })}
            value={value.text}
            error={value.text.trim() === '' ? t('required') : undefined}
            onChange={({ currentTarget }) => onChange({ ...value, text: currentTarget.value })}
          />
        </>
      )}
    </div>
  );
}

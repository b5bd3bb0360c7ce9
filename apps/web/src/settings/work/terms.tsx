import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useDeed } from '../../design/deed.js';
import styles from './work.module.css';

/** Sends a file of terms: all of it is taken, or nothing. */
export function useTermsImport(file: File | undefined) {
  return useDeed({
    send: async ({ dryRun }: { readonly dryRun: boolean; readonly file: unknown }) => {
      if (!file) throw new Error('no file was chosen');
      return answerOf(
        api.POST('/api/v1/terms-imports', {
          body: { dryRun, files: [{ name: file.name, text: await file.text() }] },
        }),
      );
    },
    changes: ['terms'],
  });
}

/** What became of a file of terms, or would. */
export function TermsOutcome({ result }: { readonly result: Schemas['TermsImportResult'] }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <ul role="status" className={styles['outcome']}>
      {result.files.map(({ file, termsId, title, version, outcome }) => (
        <li key={file}>
          {result.dryRun && outcome === 'published' ? (
            <strong>{title}</strong>
          ) : (
            <Link to="/desk/terms/$id" params={{ id: termsId }}>
              {title}
            </Link>
          )}{' '}
          · {t('imports.version', { version })} ·{' '}
          {t(`imports.terms.${outcome === 'unchanged' ? 'unchanged' : result.dryRun ? 'wouldPublish' : 'published'}`)}
        </li>
      ))}
    </ul>
  );
}

import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../../design/form.module.css';
import { Refused } from '../../design/refused.js';
import { typeOf } from './chosen.js';
import { FileInput, TABLES } from './file-input.js';
import type { Import } from './queries.js';
import { sendingOf, useSendFile } from './send.js';

/** Finishes an import that was cut, with the file that it began with. */
export function GoOn({ view: { id, kind } }: { readonly view: Import }): ReactNode {
  const { t } = useTranslation('settings');
  const [file, setFile] = useState<File | undefined>();
  const sending = useSendFile(file, () => undefined, id);
  const isKnown = file !== undefined && typeOf(file.name) !== undefined;
  return (
    <div className={form['part']}>
      <FileInput
        label={t('imports.sameFile')}
        name={file?.name}
        accept={TABLES}
        onChoose={(chosen) => {
          sending.reset();
          setFile(chosen);
        }}
      />
      {file && !isKnown && (
        <p role="alert" className={form['plain']}>
          {t('imports.notTable')}
        </p>
      )}
      <Refused error={sending.error} known={{ 'import-id-in-use': t('imports.otherThanBegun') }} />
      {isKnown && (
        <div className={form['actions']}>
          <Button loading={sending.isPending} onClick={() => sending.mutate(sendingOf(file, kind, false))}>
            {t('imports.goOn')}
          </Button>
        </div>
      )}
    </div>
  );
}

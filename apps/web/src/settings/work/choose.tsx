import { Button, Radio } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.js';
import { Confirm } from '../../design/confirm.js';
import form from '../../design/form.module.css';
import { Refused } from '../../design/refused.js';
import { typeOf } from './chosen.js';
import { sendingOf, useSendFile } from './send.js';
import { useTermsImport, TermsOutcome } from './terms.js';
import { FileInput, TABLES } from './file-input.js';
import { Faults } from './faults/faults.js';

const KINDS = ['controllers', 'historical-incidents', 'terms'] as const;
type Kind = (typeof KINDS)[number];

/** Refused for what stands in the file: its faults say more than the refusal. */
const isFaulty = (error: Error | null): error is Problem =>
  error instanceof Problem && error.code === 'terms-not-importable';

const unlessFaulty = (error: Error): void => {
  if (!isFaulty(error)) throw error;
};

const isTerms = (name: string): boolean => /\.(ya?ml|json)$/i.test(name);

/** Chooses a file, has it checked, or brings it in. */
export function ChooseFile(): ReactNode {
  const { t } = useTranslation('settings');
  const navigate = useNavigate();
  const [kind, setKind] = useState<Kind>('controllers');
  const [file, setFile] = useState<File | undefined>();
  const table = useSendFile(file, (id) => void navigate({ to: '/imports/$id', params: { id } }));
  const terms = useTermsImport(file);
  const isKnown = file !== undefined && (kind === 'terms' ? isTerms(file.name) : typeOf(file.name) !== undefined);
  const reset = (): void => {
    table.reset();
    terms.reset();
  };
  const send = (dryRun: boolean): Promise<unknown> => {
    if (!file) return Promise.resolve();
    return kind === 'terms'
      ? terms.mutateAsync({ ...sendingOf(file, kind, dryRun) })
      : table.mutateAsync(sendingOf(file, kind, dryRun));
  };
  const choose = (chosen: File): void => {
    reset();
    setFile(chosen);
  };
  const error = kind === 'terms' ? terms.error : table.error;
  return (
    <div className={form['part']}>
      <Radio.Group
        label={t('imports.holds')}
        value={kind}
        onChange={(next) => {
          reset();
          setKind(KINDS.find((each) => each === next) ?? kind);
        }}
      >
        <div className={form['options']}>
          {KINDS.map((each) => (
            <Radio
              key={each}
              value={each}
              label={t(`imports.kind.${each}`)}
              description={t(`imports.kindHint.${each}`)}
            />
          ))}
        </div>
      </Radio.Group>
      <FileInput
        label={t('imports.chooseFile')}
        name={file?.name}
        accept={kind === 'terms' ? '.yaml,.yml,.json' : TABLES}
        onChoose={choose}
      />
      {file && !isKnown && (
        <p role="alert" className={form['plain']}>
          {t(kind === 'terms' ? 'imports.notTerms' : 'imports.notTable')}
        </p>
      )}
      {kind === 'terms' && terms.data && <TermsOutcome result={terms.data} />}
      {kind === 'terms' && isFaulty(terms.error) && (
        <div role="alert">
          <p className={form['plain']}>{t('imports.termsFaulty')}</p>
          <Faults faults={terms.error.errors} />
        </div>
      )}
      <Refused error={isFaulty(error) ? null : error} known={{ 'import-id-in-use': t('imports.otherFile') }} />
      {file && isKnown && (
        <div className={form['actions']}>
          <Button loading={table.isPending || terms.isPending} onClick={() => void send(true).catch(() => undefined)}>
            {t('imports.check')}
          </Button>
          <Confirm
            deed={t('imports.bringIn')}
            title={t('imports.bringInTitle', { name: file.name })}
            consequence={t('imports.bringInConsequence')}
            error={error}
            onOpen={reset}
            // What is wrong with the file is told below, in full.
            onConfirm={() => send(false).catch(unlessFaulty)}
          />
        </div>
      )}
    </div>
  );
}

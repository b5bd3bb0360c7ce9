import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { Problem } from '../../api/problem.js';
import { matrixQuery } from '../../api/matrix.js';
import { DeedForm } from '../deed-form.js';
import { Words } from '../fields.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { Blockers, blockersOf, type Blocker } from './blockers.js';
import { isBlank, type FormProps } from './form.js';

/** Closes an incident. What keeps it open is named before one tries, and by the refusal of whoever tries all the same. */
export function Close({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const { id } = reading.incident;
  const { data: matrix } = useQuery(matrixQuery(id));
  // Of some rows only some of what stands in the way.
  const notices = matrix?.isWhole ? matrix.items : [];
  const deed = useDeed<{ readonly conclusion: string }>({
    name: 'close',
    reading,
    fresh: () => ({ conclusion: '' }),
    isWhole: () => true,
    send: ({ conclusion }, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/closure', {
          params: { path: { id }, header },
          body: isBlank(conclusion) ? {} : { conclusion: conclusion.trim() },
        }),
      ),
    onDone,
  });
  const refusals = useRefusals(deed.error, ['conclusion']);
  const refused = refusedBecause(deed.error);
  const blockers = refused.length > 0 ? refused : blockersOf(notices);
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('close.submit')} consequence={t('close.consequence')}>
      {blockers.length > 0 && <Blockers incident={id} blockers={blockers} notices={notices} />}
      <Words
        label={t('close.conclusion')}
        description={t('close.conclusionHint')}
        value={deed.draft.conclusion}
        error={refusals.at('conclusion')}
        onChange={(next) => deed.change({ conclusion: next })}
      />
    </DeedForm>
  );
}

/** What keeps it open, as a refusal names it. */
function refusedBecause(error: unknown): readonly Blocker[] {
  if (!(error instanceof Problem) || error.code !== 'duties-undecided') return [];
  const { blockers } = (error.more['details'] ?? {}) as { readonly blockers?: readonly Blocker[] };
  return blockers ?? [];
}

import { Button } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, type Schemas } from '../../api/client.js';
import { isConflict } from '../../api/problem.js';
import { once, useDeed } from '../../design/deed.js';
import type { Kept } from '../../design/draft.js';
import { Refused } from '../../design/refused.js';
import type { Case } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { Changed } from './changed.js';
import type { Faults } from './faults.js';
import form from '../../design/form.module.css';
import styles from '../portal.module.css';

type Written = Schemas['WriteResult'];

/** The headers of a change of a case: done once, and only to what was read. */
export const changing = ({ edits }: Pick<Case, 'edits'>, key: string) => ({
  ...once(key),
  'If-Match': `"${edits}"`,
});

/** A deed about a case, which makes everything old that shows it. */
export const useCaseDeed = <I,>(
  send: (input: I, key: string) => Parameters<typeof answerOf<Written>>[0],
  onDone: () => void = () => undefined,
): UseMutationResult<Written, Error, I> =>
  useDeed<I, Written>({
    send: (input, key) => answerOf<Written>(send(input, key)),
    changes: ['cases', 'inbox', 'register', 'deadlines'],
    onDone,
  });

/** A form of a case: its fields, what follows from it, why it was refused, and its draft. */
export function CaseForm(props: {
  readonly deed: string;
  readonly consequence: string;
  readonly mutation: Pick<UseMutationResult<Written, Error, never>, 'error' | 'isPending' | 'reset'>;
  readonly faults: Faults;
  readonly kept: Pick<Kept<object>, 'begun' | 'discard'>;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { deed, consequence, mutation, faults, kept, onSubmit, children } = props;
  const { t } = useTranslation('portal');
  const queries = useQueryClient();
  const known = useRefusals();
  const fields = useRef<HTMLFormElement>(null);
  // What was refused is said at its field; the field is led to, as nothing else tells of it.
  useEffect(() => {
    if (faults.isSaid) fields.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [faults.isSaid]);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!mutation.isPending) onSubmit();
  };
  const goOn = (): void => {
    mutation.reset();
    void queries.invalidateQueries({ queryKey: ['cases'] });
  };
  return (
    <form
      ref={fields}
      className={form['part']}
      onSubmit={submit}
      onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
      noValidate
    >
      {children}
      <p className={styles['consequence']}>{consequence}</p>
      {isConflict(mutation.error) ? (
        <Changed problem={mutation.error} onGoOn={goOn} />
      ) : (
        !faults.isSaid && <Refused error={mutation.error} known={known} />
      )}
      <div className={form['actions']}>
        <Button type="submit" loading={mutation.isPending}>
          {deed}
        </Button>
        {kept.begun && (
          <>
            <span className={form['soft']} role="status">
              {t('draft.kept')}
            </span>
            <Button variant="subtle" onClick={kept.discard}>
              {t('draft.discard')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

import { Button } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirstField } from '../design/first-field.js';
import { Changes } from './changes.js';
import type { Refusals } from './refusals.js';
import { RefusedDeed } from './refused.js';
import type { Deed } from './sending.js';
import styles from './deeds.module.css';

/** The frame of every deed: its fields, what follows from it, what kept it, and the button that names it. */
export function DeedForm<T>(props: {
  readonly deed: Deed<T>;
  readonly refusals: Refusals;
  /** Names the deed. */
  readonly submit: string;
  /** What follows from it, where that is more than a record. */
  readonly consequence?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { deed, refusals, submit, consequence, children } = props;
  const { t } = useTranslation(['deeds', 'app']);
  const form = useRef<HTMLFormElement>(null);
  useFirstField(form);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    deed.submit();
  };
  return (
    <form
      ref={form}
      className={styles['form']}
      noValidate
      onSubmit={onSubmit}
      onKeyDown={getHotkeyHandler([['mod+Enter', () => deed.submit()]])}
    >
      {children}
      {consequence !== undefined && <p className={styles['consequence']}>{consequence}</p>}
      {deed.conflict ? (
        <Conflict deed={deed} changes={deed.conflict} />
      ) : (
        <RefusedDeed error={deed.error} refusals={refusals} />
      )}
      <div className={styles['actions']}>
        {!deed.conflict && (
          <>
            <Button type="submit" loading={deed.isPending}>
              {submit}
            </Button>
            <span data-keys className={styles['soft']}>
              {t('app:log.submitKey')}
            </span>
          </>
        )}
        {deed.begun && (
          <>
            <span className={styles['soft']} role="status">
              {t('app:log.kept')}
            </span>
            <Button variant="subtle" onClick={() => deed.discard()}>
              {t('app:log.discard')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

/** Somebody recorded something meanwhile: shown first, then one decides. */
function Conflict<T>(props: { readonly deed: Deed<T>; readonly changes: Parameters<typeof Changes>[0]['changes'] }) {
  const { deed, changes } = props;
  const { t } = useTranslation('deeds');
  const box = useRef<HTMLDivElement>(null);
  // It comes below what one wrote, which may be long.
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} role="alert" className={styles['conflict']}>
      <h3>{t('conflict.title')}</h3>
      <p>{t('conflict.text')}</p>
      <Changes changes={changes} />
      <div className={styles['actions']}>
        <Button loading={deed.isPending} onClick={() => deed.goOn()}>
          {t('conflict.goOn')}
        </Button>
      </div>
    </div>
  );
}

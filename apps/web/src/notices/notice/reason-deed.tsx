import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { useDeed } from '../../design/deed.js';
import { Refused } from '../../design/refused.js';
import { Above } from '../../design/side-sheet.js';
import form from '../../design/form.module.css';
import { useDraft } from '../../design/draft.js';
import { useRefusals } from '../refusals.js';

/** What a change to a notice makes old. */
export const NOTICE_CHANGES = ['notices', 'deadlines', 'incidents'] as const;

/** Who decides, and why. */
export interface Reasoned {
  readonly reason: string;
  readonly name: string;
}

/** The dots say that something is asked first; here it has been. */
const commitOf = (deed: string): string => deed.replace(/ …$/, '');

/** A deed that is done with a reason: it says what follows, and keeps what was begun through a reload. */
export function ReasonDeed(props: {
  /** Of the draft. */
  readonly draftOf: string;
  readonly deed: string;
  readonly title: string;
  readonly consequence: string;
  readonly reasonLabel: string;
  /** Where somebody decides by name. */
  readonly nameLabel?: string;
  readonly onSend: (reasoned: Reasoned, key: string) => Promise<unknown>;
}): ReactNode {
  const { draftOf, deed, title, consequence, reasonLabel, nameLabel, onSend } = props;
  const { t } = useTranslation('app');
  const known = useRefusals();
  const { me } = useSession();
  const [opened, setOpened] = useState(false);
  const { draft, change, discard } = useDraft(draftOf, () => ({ reason: '', name: me.person.name ?? '' }));
  const sending = useDeed({
    send: onSend,
    changes: NOTICE_CHANGES,
    onDone: () => {
      discard();
      setOpened(false);
    },
  });
  const isWhole = draft.reason.trim() !== '' && (nameLabel === undefined || draft.name.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isWhole) sending.mutate({ reason: draft.reason.trim(), name: draft.name.trim() });
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {deed}
      </Button>
      <Above opened={opened} title={title} onClose={() => setOpened(false)}>
        <form className={form['part']} onSubmit={submit} noValidate>
          <p className={form['plain']}>{consequence}</p>
          <Textarea
            required
            data-autofocus
            rows={4}
            maxLength={4_000}
            label={reasonLabel}
            value={draft.reason}
            onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
          />
          {nameLabel !== undefined && (
            <TextInput
              required
              maxLength={200}
              label={nameLabel}
              value={draft.name}
              onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            />
          )}
          <Refused error={sending.error} known={known} />
          <div className={form['actions']}>
            <Button type="submit" disabled={!isWhole} loading={sending.isPending}>
              {commitOf(deed)}
            </Button>
            <Button variant="subtle" onClick={() => setOpened(false)}>
              {t('note.cancel')}
            </Button>
          </div>
        </form>
      </Above>
    </>
  );
}

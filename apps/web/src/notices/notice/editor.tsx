import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { isConflict } from '../../api/problem.js';
import { useSession } from '../../app/session.js';
import { once, useDeed } from '../../design/deed.js';
import { Refused } from '../../design/refused.js';
import { textOr } from '../../design/erased.js';
import { useDraft } from '../../design/draft.js';
import { KINDS } from '../../desk/incident/matrix-filter.js';
import form from '../../design/form.module.css';
import type { ReadNotice } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { Conflict } from './conflict.js';
import { MailPreview } from './mail-preview.js';
import { NOTICE_CHANGES } from './reason-deed.js';
import { Redraft } from './redraft.js';
import { sendingsOfLast } from './sent.js';
import { SentText } from './sent-text.js';
import styles from './notice.module.css';

/** What somebody writes, with the tag of what was read when it was begun. */
interface Words {
  readonly subject: string;
  readonly text: string;
  readonly language: 'de' | 'en';
  readonly kind: (typeof KINDS)[number];
  readonly etag: string;
}

/**
 * What was sent, to be read; else, or for what follows, the text beside the mail that it becomes. What was begun is kept on this
 * device until it is saved or discarded.
 */
export function Editor({ read }: { readonly read: ReadNotice }): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const { may } = useSession();
  const known = useRefusals();
  const { notice, etag } = read;
  const last = notice.texts.at(-1);
  const fresh = (): Words => ({
    subject: last ? textOr(last.subject, '') : '',
    text: last ? textOr(last.text, '') : '',
    language: last?.language ?? 'de',
    kind: last?.kind ?? notice.kind,
    etag,
  });
  const { draft, begun, change, discard } = useDraft<Words>(`notice.${notice.id}`, fresh);
  /** The sent text that somebody asked to follow. */
  const [followed, setFollowed] = useState<number>();
  const isWriting = last !== undefined && followed === last.textNumber;
  const words = begun ? draft : fresh();
  const edit = (part: Partial<Words>): void => change({ ...words, ...part });
  const save = useDeed({
    send: ({ etag: tag, ...body }: Words, key) =>
      answerOf(
        api.PUT('/api/v1/notices/{id}/draft', {
          params: { path: { id: notice.id }, header: { 'If-Match': tag, ...once(key) } },
          body,
        }),
      ),
    changes: NOTICE_CHANGES,
    onDone: discard,
  });
  const isWhole = words.subject.trim() !== '' && words.text.trim() !== '';
  const submit = (): void => {
    if (isWhole && begun && !save.isPending) save.mutate(words);
  };
  const mayWrite = may('processor:responder') && notice.status !== 'closed';
  const isSent = sendingsOfLast(notice).length > 0;
  if (isSent && !(mayWrite && (begun || isWriting)))
    return <SentText notice={notice} {...(mayWrite && { onWrite: () => setFollowed(last?.textNumber) })} />;
  const preview = <MailPreview {...words} controller={notice.counterpart ?? t('matrix.erased')} />;
  if (!mayWrite) return last ? preview : <p className={styles['soft']}>{t('editor.none')}</p>;
  return (
    <div className={styles['editor']}>
      <form
        className={form['part']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={getHotkeyHandler([['mod+Enter', submit]])}
      >
        {!last && !begun && (
          <div className={styles['line']}>
            <span className={styles['soft']}>{t('editor.none')}</span>
            <Redraft notice={notice} />
          </div>
        )}
        <TextInput
          required
          autoFocus={isWriting}
          maxLength={200}
          label={t('editor.subject')}
          description={t('editor.subjectHint')}
          value={words.subject}
          onChange={({ currentTarget }) => edit({ subject: currentTarget.value })}
        />
        <Textarea
          required
          rows={18}
          maxLength={50_000}
          label={t('editor.text')}
          description={t('editor.textHint')}
          lang={words.language}
          value={words.text}
          onChange={({ currentTarget }) => edit({ text: currentTarget.value })}
        />
        <div className={form['pair']}>
          <NativeSelect
            label={t('matrix.kind')}
            value={words.kind}
            data={KINDS.map((value) => ({ value, label: t(`app:kind.${value}`) }))}
            onChange={({ currentTarget: { value } }) =>
              edit({ kind: KINDS.find((each) => each === value) ?? words.kind })
            }
          />
          <NativeSelect
            label={t('editor.language')}
            value={words.language}
            data={(['de', 'en'] as const).map((value) => ({ value, label: t(`editor.languages.${value}`) }))}
            onChange={({ currentTarget: { value } }) => edit({ language: value === 'en' ? 'en' : 'de' })}
          />
        </div>
        {isConflict(save.error) ? (
          <Conflict
            problem={save.error}
            onKeepMine={() => {
              const mine = { ...words, etag };
              change(mine);
              save.mutate(mine);
            }}
            onTakeTheirs={() => {
              discard();
              save.reset();
            }}
          />
        ) : (
          <Refused error={save.error} known={known} />
        )}
        {!isConflict(save.error) && (
          <div className={form['actions']}>
            <Button type="submit" disabled={!begun || !isWhole} loading={save.isPending}>
              {t('editor.save')}
            </Button>
            {begun && (
              <>
                <span className={form['soft']} role="status">
                  {t('app:log.kept')}
                </span>
                <Button
                  variant="subtle"
                  onClick={() => {
                    discard();
                    setFollowed(undefined);
                  }}
                >
                  {t('app:log.discard')}
                </Button>
              </>
            )}
            {!begun && last && <Redraft notice={notice} />}
          </div>
        )}
      </form>
      {preview}
    </div>
  );
}

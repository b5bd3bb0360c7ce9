import { Button, Checkbox, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { once, useDeed } from '../../design/deed.js';
import { Instant } from '../../design/instant.js';
import { Loading, Trouble } from '../../design/notes.js';
import { Refused } from '../../design/refused.js';
import { countOf } from '../../design/time.js';
import form from '../../design/form.module.css';
import { useDraft } from '../../design/draft.js';
import { jobPreviewQuery } from '../queries.js';
import { Refusals } from './refusals.js';
import { bodyOf, useScopeWords, type Deed, type Scope } from './scope.js';
import styles from './jobs.module.css';

/** What a deed for many notices comes to, before it is done: counted by the service, with what follows from it. */
export function DeedSheet(props: {
  readonly incident: string;
  readonly what: Deed;
  readonly scope: Scope;
  readonly names: ReadonlyMap<string, string | null>;
  /** What may be done first instead. */
  readonly mine: readonly Deed[];
  readonly onInstead: (what: Deed) => void;
  readonly onDone: () => void;
}): ReactNode {
  const { incident, what, scope, names, mine, onInstead, onDone } = props;
  const { t } = useTranslation('notices');
  const scopeInWords = useScopeWords();
  const [withGaps, setWithGaps] = useState(false);
  const { draft, change, discard } = useDraft(`reasons.${incident}`, () => ({ reason: '' }));
  // What the reasons say changes nothing in the count.
  const preview = useQuery(jobPreviewQuery(incident, bodyOf(what, scope, { withGaps, reason: '–' })));
  const deed = useDeed({
    send: (body: Schemas['JobBody'], key) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/jobs', { params: { path: { id: incident }, header: once(key) }, body }),
      ),
    changes: ['jobs', 'notices'],
    onDone: () => {
      if (what === 'explain') discard();
      onDone();
    },
  });
  const begin = (): void => deed.mutate(bodyOf(what, scope, { withGaps, reason: draft.reason.trim() }));
  const first = preview.data && firstOf(what, preview.data);
  const hasGaps = withGaps || (preview.data?.refusedBy['notice-incomplete'] ?? 0) > 0;
  return (
    <div className={styles['sheet']}>
      <p className={styles['scope']}>{scopeInWords(scope)}</p>
      {preview.isError ? (
        <Trouble error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data ? (
        <Counted what={what} incident={incident} preview={preview.data} names={names} />
      ) : (
        <Loading />
      )}
      {first !== undefined && mine.includes(first) && <First what={first} onInstead={onInstead} />}
      {what === 'draft' && scope.of !== 'all' && <p className={styles['aside']}>{t('deeds.overwrites')}</p>}
      {what === 'send' && hasGaps && (
        <Checkbox
          label={t('deeds.withGaps')}
          checked={withGaps}
          onChange={({ currentTarget }) => setWithGaps(currentTarget.checked)}
        />
      )}
      {what === 'explain' && (
        <Textarea
          required
          label={t('deeds.reason')}
          description={t('deeds.reasonHint')}
          rows={4}
          maxLength={4_000}
          value={draft.reason}
          onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
        />
      )}
      <p className={form['plain']}>{t(`deeds.consequence.${what}`)}</p>
      <Refused error={deed.error} />
      <Commit
        what={what}
        count={preview.isFetching ? undefined : preview.data?.counts.done}
        isSecond={first !== undefined}
        isWhole={what !== 'explain' || draft.reason.trim() !== ''}
        isAtWork={deed.isPending}
        onCommit={begin}
      />
    </div>
  );
}

/** What should be done before: a text that is not there, is old, or not approved is no text to go on with. */
function firstOf(what: Deed, { counts, outdated, refusedBy }: Schemas['JobPreview']): Deed | undefined {
  if (what !== 'approve' && what !== 'send') return undefined;
  if (outdated > 0 || (refusedBy['notice-not-drafted'] ?? 0) > 0) return 'draft';
  if (what === 'approve')
    return counts.done === 0 && counts.unchanged === 0 && counts.skipped > 0 ? 'draft' : undefined;
  return (refusedBy['notice-not-approved'] ?? 0) > 0 ? 'approve' : undefined;
}

/** The way to what should be done before; it has the focus, so that one stroke goes there. */
function First({ what, onInstead }: { readonly what: Deed; readonly onInstead: (what: Deed) => void }): ReactNode {
  const { t } = useTranslation('notices');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <Button ref={button} className={styles['commit'] ?? ''} onClick={() => onInstead(what)}>
      {t(what === 'draft' ? 'deeds.first.draft' : 'deeds.first.approve')}
    </Button>
  );
}

function Counted(props: {
  readonly what: Deed;
  readonly incident: string;
  readonly preview: Schemas['JobPreview'];
  readonly names: ReadonlyMap<string, string | null>;
}): ReactNode {
  const { what, incident, preview, names } = props;
  const { t } = useTranslation('notices');
  const lang = useLang();
  const { outdated, approvalsLost, keptByHand, incomplete, missing } = preview;
  const { counts, earliestDue, withoutContact, unknownPlaceholders, messages, dispatchMinutes } = preview;
  const counted = (count: number) => ({ count, formatted: countOf(count, lang) });
  return (
    <div role="status">
      <p className={styles['total']}>{t(`deeds.done.${what}`, counted(counts.done))}</p>
      {outdated > 0 && <p className={styles['aside']}>{t('deeds.outdated', counted(outdated))}</p>}
      {incomplete > 0 && (
        <p className={styles['aside']}>
          {t('deeds.incomplete', counted(incomplete))}{' '}
          {missing
            .map(
              ({ item, notices }) =>
                `${t(`complete.item.${item}`)}${notices < incomplete ? ` (${countOf(notices, lang)})` : ''}`,
            )
            .join(', ')}
        </p>
      )}
      {approvalsLost > 0 && <p className={styles['aside']}>{t('deeds.approvalsLost', counted(approvalsLost))}</p>}
      <ul className={styles['notes']}>
        {messages !== null && messages > 0 && (
          <li>
            {t('deeds.mails', { formatted: countOf(messages, lang), minutes: countOf(dispatchMinutes ?? 0, lang) })}
          </li>
        )}
        {earliestDue !== null && (
          <li>
            {t('deeds.earliest')}: <Instant at={earliestDue} />
          </li>
        )}
        {counts.unchanged > 0 && <li>{t(`deeds.unchanged.${what}`, counted(counts.unchanged))}</li>}
        {keptByHand > 0 && <li>{t('deeds.keptByHand', counted(keptByHand))}</li>}
        {counts.skipped > keptByHand && <li>{t(`deeds.skipped.${what}`, counted(counts.skipped - keptByHand))}</li>}
        {withoutContact > 0 && <li>{t('deeds.withoutContact', { formatted: countOf(withoutContact, lang) })}</li>}
        {unknownPlaceholders.length > 0 && (
          <li>{t('deeds.unknownPlaceholders', { names: unknownPlaceholders.join(', ') })}</li>
        )}
        {counts.refused > 0 && (
          <li>
            {t('deeds.refused', counted(counts.refused))}
            <Refusals incident={incident} result={preview} names={names} />
          </li>
        )}
      </ul>
    </div>
  );
}

/** Has the focus once there is a count: from the key to the deed it is two strokes, with the count between them. */
function Commit(props: {
  readonly what: Deed;
  /** Undefined while it is counted. */
  readonly count: number | undefined;
  readonly isWhole: boolean;
  /** Something else should be done before. */
  readonly isSecond: boolean;
  readonly isAtWork: boolean;
  readonly onCommit: () => void;
}): ReactNode {
  const { what, count, isWhole, isSecond, isAtWork, onCommit } = props;
  const { t } = useTranslation('notices');
  const lang = useLang();
  const button = useRef<HTMLButtonElement>(null);
  const isReady = count !== undefined && count > 0 && isWhole;
  useEffect(() => {
    if (isReady && !isSecond && what !== 'explain') button.current?.focus();
  }, [isReady, isSecond, what]);
  return (
    <Button
      ref={button}
      variant={isSecond ? 'default' : 'filled'}
      disabled={!isReady}
      loading={isAtWork}
      onClick={onCommit}
      className={styles['commit'] ?? ''}
    >
      {count === 0
        ? t(`deeds.nothing.${what}`)
        : t(`deeds.commit.${what}`, { count: count ?? 0, formatted: count === undefined ? '…' : countOf(count, lang) })}
    </Button>
  );
}

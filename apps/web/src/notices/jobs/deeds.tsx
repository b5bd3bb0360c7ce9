import { Button, Kbd } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { keyShown, useCommands } from '../../app/commands.js';
import { useSession } from '../../app/session.js';
import { SideSheet } from '../../design/side-sheet.js';
import { DeedSheet } from './deed-sheet.js';
import { Letters } from './letters.js';
import { useScopeWords, type Deed, type Scope } from './scope.js';
import styles from './jobs.module.css';

type Progress = Schemas['IncidentCounts']['byProgress'];

/** What a person may do with many notices. */
function useMine(): readonly Deed[] {
  const { may } = useSession();
  const [responder, approver] = [may('processor:responder'), may('processor:approver')];
  return useMemo(
    () => [
      ...(responder ? (['draft'] as const) : []),
      ...(approver ? (['approve'] as const) : []),
      ...(responder || approver ? (['send'] as const) : []),
      ...(responder ? (['explain'] as const) : []),
    ],
    [responder, approver],
  );
}

const KEYS: Partial<Record<Deed, string>> = { draft: 'shift+D', approve: 'shift+A', send: 'shift+S' };
const COMMANDS = ['draft', 'approve', 'send'] as const;

/** The one that comes next on the way from nothing to sent. */
const nextOf = ({ undrafted, drafted, approved }: Progress, outdated: number): Deed | undefined =>
  undrafted > 0 || outdated > 0 ? 'draft' : drafted > 0 ? 'approve' : approved > 0 ? 'send' : undefined;

/** The bar of deeds: for the chosen notices, else for those that the filter shows, else for all. */
export function Deeds(props: {
  readonly incident: string;
  readonly scope: Scope;
  /** False: whom the scope holds is not known yet. */
  readonly isReady: boolean;
  readonly progress: Progress;
  /** How many texts that drafting would write anew are older than what is known. */
  readonly outdated: number;
  readonly names: ReadonlyMap<string, string | null>;
  readonly onClear: () => void;
}): ReactNode {
  const { incident, scope, isReady, progress, outdated, names, onClear } = props;
  const { t } = useTranslation('notices');
  const mine = useMine();
  const scopeInWords = useScopeWords();
  const [opened, setOpened] = useState<Deed | 'letters' | undefined>();
  const close = (): void => setOpened(undefined);
  const commands = useMemo(
    () =>
      COMMANDS.filter((each) => isReady && mine.includes(each)).map((each) => ({
        id: `notices.${each}`,
        label: t(`deeds.command.${each}`),
        key: KEYS[each] ?? '',
        run: () => setOpened(each),
      })),
    [mine, isReady, t],
  );
  useCommands(commands);
  if (mine.length === 0) return null;
  const next = scope.of === 'all' ? nextOf(progress, outdated) : undefined;
  return (
    <div className={styles['bar']} role="group" aria-label={scopeInWords(scope)}>
      <span className={styles['scope']} role="status">
        {scopeInWords(scope)}
      </span>
      {mine.map((each) => (
        <Button
          key={each}
          size="compact-sm"
          disabled={!isReady}
          variant={each === next ? 'filled' : 'default'}
          {...(KEYS[each] !== undefined && {
            rightSection: <Kbd className={styles['key'] ?? ''}>{keyShown(KEYS[each])}</Kbd>,
            'aria-keyshortcuts': KEYS[each].replace('shift', 'Shift'),
          })}
          onClick={() => setOpened(each)}
        >
          {t(`deeds.${each}`)}
        </Button>
      ))}
      {mine.includes('draft') && (
        <Button size="compact-sm" variant="default" disabled={!isReady} onClick={() => setOpened('letters')}>
          {t('deeds.letters')}
        </Button>
      )}
      {scope.of === 'chosen' && (
        <Button size="compact-sm" variant="subtle" onClick={onClear}>
          {t('deeds.clear')}
        </Button>
      )}
      <SideSheet opened={opened !== undefined} title={opened ? t(`deeds.title.${opened}`) : ''} onClose={close}>
        {opened === 'letters' ? (
          <Letters incident={incident} scope={scope} />
        ) : (
          opened && (
            <DeedSheet
              key={opened}
              incident={incident}
              what={opened}
              scope={scope}
              names={names}
              mine={mine}
              onInstead={setOpened}
              onDone={close}
            />
          )
        )}
      </SideSheet>
    </div>
  );
}

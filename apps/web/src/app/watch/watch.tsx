import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { lawIn } from '../../design/law.js';
import { dayAndTime, offsetAt, type Lang } from '../../design/time.js';
import { now } from '../clock.js';
import { useLang, useZone } from '../locale.js';
import { useSession } from '../session.js';
import { notifying, show, type Shown } from './notifying.js';
import { sayInTab } from './tab.js';
import { takeUntold } from './told.js';
import { urgentAt, urgentQuery, type Urgent } from './urgent.js';

/** How often is looked, also in a tab behind others, in milliseconds; browsers slow such tabs to once a minute. */
const LOOK_EVERY = 5_000;
/** More at once are one notification. */
const EACH = 3;
const STATES = ['missed', 'near'] as const;

interface Words {
  readonly t: TFunction;
  readonly lang: Lang;
  readonly zone: string;
}

/** Looks after the clocks of a desk, or of a controller's cases, while nobody looks at them: the tab says how many ask for something, notifications which. */
export function Watch(): null {
  const { t } = useTranslation();
  const lang = useLang();
  const zone = useZone();
  const { history } = useRouter();
  const { organisation } = useSession().membership;
  const { data: clocks } = useQuery(urgentQuery);
  useEffect(() => {
    if (!clocks) return undefined;
    const look = (): void => {
      const urgent = urgentAt(clocks, now());
      sayInTab(inShort(urgent, t));
      if (notifying() !== 'on') return;
      for (const shown of newsOf(takeUntold(organisation, urgent), { t, lang, zone }))
        void show(shown).catch(() => undefined);
    };
    look();
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      clearInterval(timer);
      sayInTab('');
    };
  }, [clocks, organisation, t, lang, zone]);
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return undefined;
    const clicked = ({ data }: MessageEvent<{ readonly path: string }>): void => history.push(data.path);
    navigator.serviceWorker.addEventListener('message', clicked);
    return () => navigator.serviceWorker.removeEventListener('message', clicked);
  }, [history]);
  return null;
}

const numberOf = (urgent: readonly Urgent[], state: Urgent['state']): number =>
  urgent.filter((each) => each.state === state).length;

/** `2 missed, 3 due soon`; nothing where nothing asks for anything. */
const inShort = (urgent: readonly Urgent[], t: TFunction): string =>
  STATES.filter((state) => numberOf(urgent, state) > 0)
    .map((state) => t(`app.notify.short.${state}`, { count: numberOf(urgent, state) }))
    .join(', ');

/** What is shown of clocks that nobody was told of: each by itself, or those of a state together where they are many. */
const newsOf = (untold: readonly Urgent[], words: Words): readonly Shown[] =>
  STATES.flatMap((state) => {
    const those = untold.filter((each) => each.state === state);
    return those.length > EACH ? [together(those, state, words)] : those.map((each) => single(each, words));
  });

const isCase = ({ clock }: Urgent): boolean => clock.owner.kind === 'case';

function single(urgent: Urgent, { t, lang, zone }: Words): Shown {
  const { clock, state } = urgent;
  const { duty, due, counterpart, title, source, subject } = clock;
  const at = Date.parse(due ?? '');
  return {
    name: `${duty} ${state}`,
    title: [t(`clock.${state}`), counterpart ?? (isCase(urgent) ? null : t('board.unnamed'))]
      .filter(Boolean)
      .join(': '),
    text: [
      isCase(urgent) ? t('app.notify.case') : (title ?? t('incidents.untitled')),
      `${t('clock.due')}: ${dayAndTime(at, lang, zone)} ${offsetAt(at, zone)}`,
      lawIn(source, lang),
    ].join('\n'),
    lang,
    path: isCase(urgent) ? `/portal/cases/${subject}` : `/desk?${new URLSearchParams({ clock: duty }).toString()}`,
  };
}

function together(those: readonly Urgent[], state: Urgent['state'], { t, lang }: Words): Shown {
  const names = those.slice(0, EACH).map(({ clock }) => clock.counterpart ?? t('board.unnamed'));
  return {
    name: `${state} ${those[0]?.clock.duty ?? ''}`,
    title: t('app.notify.many', { count: those.length, state: t(`clock.${state}`) }),
    text: `${names.join(', ')} …`,
    lang,
    path: those.every(isCase) ? '/portal' : `/desk?${new URLSearchParams({ state }).toString()}`,
  };
}

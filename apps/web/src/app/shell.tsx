import { Button, Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery, type Membership } from '../api/me.js';
import { waitingReportsQuery } from '../api/queries.js';
import { Loading } from '../design/notes.js';
import { countOf, dayAndTime, lengthOf, offsetAt } from '../design/time.js';
import { useWrongClock } from './clock.js';
import { usePageKeys } from './commands.js';
import { useLiveness } from './live.js';
import { useLang, useZone } from './locale.js';
import { PastBar } from './past.js';
import { placesOf } from './places.js';
import { Preferences } from './preferences.js';
import { useSessionEnd } from './session-end.js';
import { useSession } from './session.js';
import { SupportBar } from './support-bar.js';
import { Watch } from './watch/watch.js';
import styles from './shell.module.css';

const Above = lazy(() => import('./above.js'));

/** What lies around every page: where one is, for whom, and whether what is shown is current. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const session = useSession();
  const places = placesOf(session);
  const navigate = useNavigate();
  const [above, setAbove] = useState<'palette' | 'keys' | undefined>();
  usePageKeys([
    ['mod+K', () => setAbove('palette')],
    ['shift+?', () => setAbove('keys')],
    ['?', () => setAbove('keys')],
    ...places.flatMap(({ to, key }) => (key === undefined ? [] : [[key, () => void navigate({ to })] as const])),
  ]);
  return (
    <>
      <a href="#content" className={styles['skip']}>
        {t('app.skip')}
      </a>
      <header className={styles['bar']}>
        <Link to="/" className={styles['brand']}>
          <img src="/app/icon.svg" alt="" width="24" height="24" />
          art33
        </Link>
        <nav className={styles['nav']} aria-label={t('app.places')}>
          {places
            .filter(({ inBar }) => inBar)
            .map(({ to, word, counts }) => (
              <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
                {t(`app.${word}`)}
                {counts && <Waiting />}
              </Link>
            ))}
        </nav>
        <span className={styles['space']} />
        <Live />
        <Organisations />
        <Preferences places={places} onPalette={() => setAbove('palette')} />
      </header>
      {(session.membership.role === 'processor' || session.membership.role === 'controller') && <Watch />}
      <Warnings />
      <SupportBar />
      <PastBar />
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Foot />
      {above !== undefined && (
        <Suspense>
          <Above which={above} onClose={() => setAbove(undefined)} />
        </Suspense>
      )}
    </>
  );
}

/** How many reports wait for a decision; nothing while none does. */
function Waiting(): ReactNode {
  const { t } = useTranslation();
  const lang = useLang();
  const count = useQuery(waitingReportsQuery).data ?? 0;
  if (count === 0) return null;
  return (
    <>
      {' '}
      <span className={styles['count']}>
        {countOf(count, lang)}
        <span className="unseen"> {t('app.waiting')}</span>
      </span>
    </>
  );
}

function Live(): ReactNode {
  const { t } = useTranslation();
  const liveness = useLiveness();
  const { asOf, membership } = useSession();
  if (liveness === 'lost' || asOf !== undefined || membership.role === 'operator') return null;
  return (
    <span className={styles['live']}>
      <span className={styles['dot']} data-live={liveness} aria-hidden="true" />
      <span className={styles['liveWord']}>{t(`app.${liveness}`)}</span>
    </span>
  );
}

/** What makes what is shown less sure. */
function Warnings(): ReactNode {
  const { t } = useTranslation();
  const lang = useLang();
  const wrong = useWrongClock();
  const { asOf } = useSession();
  const lost = useLiveness() === 'lost' && asOf === undefined;
  return (
    <div role="status">
      {lost && <div className={styles['notice']}>{t('app.lost')}</div>}
      <SessionEnds />
      {wrong !== undefined && (
        <div className={styles['notice']}>
          {t(wrong < 0 ? 'app.ahead' : 'app.behind', { length: lengthOf(wrong, lang) })}
        </div>
      )}
    </div>
  );
}

/** Says some minutes before that the session will end, and offers to stay where that helps. */
function SessionEnds(): ReactNode {
  const { t } = useTranslation();
  const lang = useLang();
  const zone = useZone();
  const queries = useQueryClient();
  const end = useSessionEnd();
  if (!end) return null;
  const minute = Math.floor(end.at / 60_000) * 60_000;
  const at = `${dayAndTime(minute, lang, zone)} ${offsetAt(minute, zone)}`;
  return (
    <div className={styles['notice']}>
      {t(`app.sessionEnds.${end.why}`, { at })}{' '}
      {end.why === 'idle' && (
        <Button variant="default" size="compact-sm" onClick={() => void queries.refetchQueries(meQuery)}>
          {t('app.sessionEnds.stay')}
        </Button>
      )}
    </div>
  );
}

function Organisations(): ReactNode {
  const { t } = useTranslation();
  const { memberships, membership, name, switchTo } = useSession();
  const nameOf = ({ role, name: known, organisation }: Membership): string => {
    if (role === 'operator') return t('app.installation');
    return known ?? t('app.support.one', { organisation: organisation.slice(0, 8) });
  };
  if (memberships.length === 1) return <span className={styles['organisation']}>{name}</span>;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-md" aria-label={`${t('app.organisation')}: ${name}`}>
          <span className={styles['organisation']}>{name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {memberships.map((each) => (
          <Menu.Item
            key={each.organisation}
            onClick={() => switchTo(each.organisation)}
            aria-current={each.organisation === membership.organisation}
          >
            {nameOf(each)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Foot(): ReactNode {
  const { t } = useTranslation();
  return <footer className={styles['foot']}>{t('app.zone', { zone: useZone() })}</footer>;
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { speakFor } from '../api/client.js';
import { meQuery, type Me, type Membership, type Right } from '../api/me.js';
import { Problem } from '../api/problem.js';
import { momentQuery, organisationQuery } from '../api/queries.js';
import { Empty, Loading, Trouble } from '../design/notes.js';
import { standAt } from './clock.js';
import { follow } from './live.js';
import { ZoneContext } from './locale.js';
import { whenSignedOut } from './session-end.js';
import { useMemberships } from './support.js';
import styles from '../design/page.module.css';

/** Who is signed in, and for which of its organisations it looks and acts now. */
export interface Session {
  readonly me: Me;
  /** For whom the person may act or read: its own, and what it opened for support. */
  readonly memberships: readonly Membership[];
  readonly membership: Membership;
  readonly name: string;
  switchTo(organisation: string): void;
  /** Nothing may be done while one looks at the past. */
  may(right: Right): boolean;
  /** The log number or the instant at which one looks at the records; undefined: now. */
  readonly asOf: number | string | undefined;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('nobody is signed in here');
  return session;
}

const CHOSEN = 'art33.organisation';
const LEFT = 'art33.left';

/** To the pages of the service that sign people in. Who comes back from there to the app's beginning goes on here. */
export function signIn(): void {
  const { pathname, search } = window.location;
  sessionStorage.setItem(LEFT, pathname + search);
  window.location.assign('/sign-in');
}

/** Where this tab was before it went to sign in, once: below the app. */
export function whereLeft(): string | undefined {
  const left = sessionStorage.getItem(LEFT) ?? undefined;
  sessionStorage.removeItem(LEFT);
  return left?.replace(/^\/app/, '');
}

const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === 401;

/** Shows its children to somebody who is signed in and belongs to an organisation. */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const asked = useQuery(meQuery);
  const signedOut = isSignedOut(asked.error);
  useEffect(() => {
    if (signedOut) signIn();
  }, [signedOut]);

  const frame = (content: ReactNode): ReactNode => <main className={styles['page']}>{content}</main>;
  if (asked.isPending || signedOut) return frame(<Loading />);
  if (asked.isError) return frame(<Trouble error={asked.error} onRetry={() => void asked.refetch()} />);
  const me = asked.data;
  if (me.enrolmentNeeded)
    return frame(
      <Empty title={t('app.enrol.title')} text={t('app.enrol.text')}>
        <Button component="a" href="/account">
          {t('app.enrol.to')}
        </Button>
      </Empty>,
    );
  return <OneOrganisation me={me}>{children}</OneOrganisation>;
}

function OneOrganisation({ me, children }: { readonly me: Me; readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { asOf } = useSearch({ strict: false });
  const [chosen, choose] = useState(() => localStorage.getItem(CHOSEN));
  const memberships = useMemberships(me);
  const membership = memberships.find(({ organisation }) => organisation === chosen) ?? memberships[0];
  if (!membership)
    return (
      <main className={styles['page']}>
        <Empty title={t('app.noWorkplace.title')} text={t('app.noWorkplace.text')} />
      </main>
    );
  const switchTo = (organisation: string): void => {
    localStorage.setItem(CHOSEN, organisation);
    const next = memberships.find((each) => each.organisation === organisation);
    // Another side has other pages: it begins anew, where it begins.
    if (next?.role === membership.role) choose(organisation);
    else window.location.assign('/app/');
  };
  // Everything below begins anew for another organisation: nothing of the one before stays on the screen.
  return (
    <Acting
      key={`${membership.organisation} ${asOf ?? ''}`}
      me={me}
      memberships={memberships}
      membership={membership}
      asOf={asOf}
      switchTo={switchTo}
    >
      {children}
    </Acting>
  );
}

function Acting(props: {
  readonly me: Me;
  readonly memberships: readonly Membership[];
  readonly membership: Membership;
  readonly asOf: number | string | undefined;
  readonly switchTo: (organisation: string) => void;
  readonly children: ReactNode;
}): ReactNode {
  const { me, memberships, membership, asOf, switchTo, children } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [speaking] = useState(() => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    speakFor(me.csrfToken, membership.organisation, asOf === undefined ? undefined : String(asOf));
    standAt(typeof asOf === 'string' ? Date.parse(asOf) : undefined);
    return true;
  });
  // Those who run the installation have no record of their own.
  const isOperator = membership.role === 'operator';
  const organisation = useQuery({
    ...organisationQuery(membership.organisation),
    enabled: speaking && !isOperator,
  });
  const isNumber = typeof asOf === 'number';
  const moment = useQuery({ ...momentQuery(isNumber ? asOf : 0), enabled: speaking && isNumber });
  if (moment.data !== undefined && isNumber) standAt(Date.parse(moment.data));
  // The past does not change; an operator has no records that could.
  const follows = asOf === undefined && !isOperator;
  useEffect(() => (follows ? follow(queries, signIn) : undefined), [queries, follows]);
  useEffect(() => {
    whenSignedOut(signIn);
    return () => whenSignedOut(undefined);
  }, []);
  const name = isOperator ? t('app.installation') : (membership.name ?? organisation.data?.name ?? '–');
  const session = useMemo(
    () => ({
      me,
      memberships,
      membership,
      name,
      switchTo,
      asOf,
      may: (right: Right) => asOf === undefined && membership.rights.includes(right),
    }),
    [me, memberships, membership, name, asOf, switchTo],
  );
  if (isNumber && moment.isError)
    return (
      <main className={styles['page']}>
        <Trouble error={moment.error} onRetry={() => void moment.refetch()} />
      </main>
    );
  // No time is shown before it is known in which zone, and in a look at the past at which instant clocks stand.
  if ((organisation.isPending && !isOperator) || (isNumber && moment.isPending))
    return (
      <main className={styles['page']}>
        <Loading />
      </main>
    );
  const zone = organisation.data?.timeZone ?? 'Europe/Berlin';
  return (
    <SessionContext.Provider value={session}>
      <ZoneContext.Provider value={zone}>{children}</ZoneContext.Provider>
    </SessionContext.Provider>
  );
}

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { useSession } from '../app/session.js';
import { Empty, Loading, Trouble } from '../design/notes.js';
import { whoseQuery } from './queries.js';

/** A record that is not found may belong to another organisation of the same person: it is led there. */
export function Elsewhere(props: {
  readonly kind: 'notices' | 'cases';
  readonly id: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}): ReactNode {
  const { kind, id, error, onRetry } = props;
  const { t } = useTranslation('portal');
  const { me, membership, switchTo } = useSession();
  const others = me.memberships.filter(({ organisation }) => organisation !== membership.organisation);
  const isMissing = error instanceof Problem && error.status === 404;
  const whose = useQuery({
    ...whoseQuery(
      kind,
      id,
      others.map(({ organisation }) => organisation),
    ),
    enabled: isMissing && others.length > 0,
  });
  const there = others.find(({ organisation }) => organisation === whose.data);
  // Another processor's record of the same name is nobody else: there is nothing to ask.
  const isSame = there !== undefined && there.name !== null && there.name === membership.name;
  useEffect(() => {
    if (isSame) switchTo(there.organisation);
  }, [isSame, there, switchTo]);
  if ((isMissing && whose.isLoading) || isSame) return <Loading />;
  if (!there) return <Trouble error={error} onRetry={onRetry} />;
  return (
    <Empty title={t('elsewhere.title', { name: there.name ?? '–' })} text={t('elsewhere.text')}>
      <Button onClick={() => switchTo(there.organisation)}>{t('elsewhere.switch', { name: there.name ?? '–' })}</Button>
    </Empty>
  );
}

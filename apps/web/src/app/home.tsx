import { Navigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../design/notes.js';
import { PageFrame } from '../design/page.js';
import { placesOf } from './places.js';
import { useSession, whereLeft } from './session.js';

/** Where the app begins: where one was before signing in, else the first place of whoever is signed in. */
export function Home(): ReactNode {
  const { t } = useTranslation();
  const [first] = placesOf(useSession());
  const [left] = useState(whereLeft);
  if (left !== undefined && left !== '/') return <Navigate to={left} replace />;
  if (first) return <Navigate to={first.to} replace />;
  return (
    <PageFrame title="art33">
      <Empty title={t('app.noWorkplace.title')} text={t('app.noWorkplace.text')} />
    </PageFrame>
  );
}

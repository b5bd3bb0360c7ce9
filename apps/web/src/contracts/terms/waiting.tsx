import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { SideSheet } from '../../design/side-sheet.js';
import { textsQuery } from '../../api/queries.js';
import styles from '../shared/parts.module.css';
import { AnswerNamed } from './answer.js';
import { OpenTermList } from './open-terms.js';

const route = getRouteApi('/desk/open-terms');

/** Every open term that waits for an answer, by text. */
export function OpenTermsWaiting(): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const { text, open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(textsQuery);
  const show = (search: { text?: string; open?: string }): void =>
    void navigate({ search, replace: true, resetScroll: false });
  const close = (): void => show({});
  return (
    <PageFrame title={t('open.title')}>
      <Asked query={query}>
        {(texts) => {
          const waiting = texts
            .map(({ id, terms, openTerms }) => ({
              id,
              title: terms.title,
              openTerms: openTerms.filter(({ confirmed }) => !confirmed),
            }))
            .filter(({ openTerms }) => openTerms.length > 0);
          if (waiting.length === 0) return <Empty title={t('open.empty.title')} text={t('open.empty.text')} />;
          return (
            <>
              <p className={styles['soft']}>{t('open.intro')}</p>
              {waiting.map(({ id, title, openTerms }) => (
                <Sheet key={id} title={title}>
                  <OpenTermList openTerms={openTerms} onAnswer={(openTerm) => show({ text: id, open: openTerm })} />
                  <p>
                    <Link to="/desk/terms/$id" params={{ id }}>
                      {t('open.wholeText')}
                    </Link>
                  </p>
                </Sheet>
              ))}
            </>
          );
        }}
      </Asked>
      <SideSheet opened={text !== undefined && open !== undefined} title={t('open.answer')} onClose={close}>
        {text !== undefined && open !== undefined && (
          <AnswerNamed key={open} termsId={text} openTermId={open} onClose={close} />
        )}
      </SideSheet>
    </PageFrame>
  );
}

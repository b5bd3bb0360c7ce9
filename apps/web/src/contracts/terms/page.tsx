import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { Clause } from '../../design/clause.js';
import { Instant } from '../../design/instant.js';
import { Known } from '../../design/known.js';
import { lawIn } from '../../design/law.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { termsTextQuery } from '../queries.js';
import { dayOf } from '../shared/days.js';
import styles from '../shared/parts.module.css';
import { AnswerSheet } from './answer.js';
import { OpenTermList } from './open-terms.js';
import { Contents, Triggers } from './owed.js';
import { Part } from './part.js';
import { Clauses, Periods, Recurring, Subprocessors } from './clauses.js';

const route = getRouteApi('/desk/terms/$id');

/** One text: what it leaves open, what it asks for and when, and where it says so. */
export function TermsPage(): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const { id } = route.useParams();
  const { version, open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(termsTextQuery(id, version));
  const show = (openTerm: string | undefined): void =>
    void navigate({
      search: { ...(version !== undefined && { version }), ...(openTerm !== undefined && { open: openTerm }) },
      replace: true,
      resetScroll: false,
    });
  return (
    <PageFrame title={query.data?.record.terms.title ?? t('terms.text')}>
      <Asked query={query}>
        {({ record, etag }) => {
          const chosen = record.openTerms.find((each) => each.id === open);
          return (
            <>
              <About text={record} onVersion={(next) => void navigate({ search: { version: next }, replace: true })} />
              <Part first title={t('terms.triggers')} count={record.terms.triggers.length}>
                <Triggers terms={record.terms} />
              </Part>
              {record.openTerms.length > 0 && (
                <Part title={t('open.inText')} count={record.openTerms.length}>
                  <OpenTermList openTerms={record.openTerms} onAnswer={show} />
                </Part>
              )}
              <Parts terms={record.terms} />
              <AnswerSheet termsId={id} etag={etag} openTerm={chosen} onClose={() => show(undefined)} />
            </>
          );
        }}
      </Asked>
    </PageFrame>
  );
}

function About(props: {
  readonly text: Schemas['TermsView'];
  readonly onVersion: (version: number) => void;
}): ReactNode {
  const { text, onVersion } = props;
  const { t } = useTranslation(['contracts', 'app']);
  const lang = useLang();
  const { terms, version, versions } = text;
  const { dataProtectionContact: contact } = terms;
  return (
    <Sheet>
      {versions.length > 1 && (
        <NativeSelect
          mb={16}
          label={t('terms.version')}
          value={String(version.version)}
          data={versions.map((each) => ({
            value: String(each.version),
            label: t('terms.versionFrom', { label: each.label, from: dayOf(each.effectiveFrom, lang) }),
          }))}
          onChange={({ currentTarget }) => onVersion(Number(currentTarget.value))}
        />
      )}
      <Known
        facts={[
          [t('terms.processor'), `${terms.processor.name}\n${terms.processor.address}`],
          [t('terms.version'), version.label],
          [t('terms.effectiveFrom'), dayOf(version.effectiveFrom, lang)],
          ...(version.supersededFrom === null
            ? []
            : [[t('terms.supersededFrom'), dayOf(version.supersededFrom, lang)] as const]),
          [t('terms.published'), <Instant key="published" at={version.publishedAt} />],
          [
            t('terms.noticeForm'),
            `${t(`terms.form.${terms.noticeForm.form}`)}${terms.noticeForm.clause === null ? '' : ` (${lawIn(terms.noticeForm.clause, lang)})`}`,
          ],
          [
            t('terms.dataProtection'),
            [contact.name, contact.email, `${contact.note[lang]} (${lawIn(contact.clause, lang)})`]
              .filter((each) => each !== null)
              .join('\n'),
          ],
        ]}
      />
      <p className={styles['soft']}>{t('terms.prevails')}</p>
    </Sheet>
  );
}

function Parts({ terms }: { readonly terms: Schemas['Terms'] }): ReactNode {
  const { t } = useTranslation(['contracts', 'app']);
  const lang = useLang();
  const { subprocessorChange: change, silentOn = [] } = terms;
  return (
    <>
      <Part title={t('terms.content')} count={terms.requiredContent.length}>
        <Contents content={terms.requiredContent} />
      </Part>
      {terms.subprocessors.length > 0 && (
        <Part title={t('subprocessors.title')} count={terms.subprocessors.length}>
          <Subprocessors subprocessors={terms.subprocessors} />
        </Part>
      )}
      <Part title={t('terms.change')}>
        <p>
          {change.summary[lang]} (<Clause of={change.clause} />)
        </p>
        <p>{t(`terms.approval.${change.approval ?? 'required'}`)}</p>
      </Part>
      {terms.periods.length > 0 && (
        <Part title={t('terms.periods')} count={terms.periods.length}>
          <Periods terms={terms} />
        </Part>
      )}
      {terms.recurringDuties.length > 0 && (
        <Part title={t('terms.recurring')} count={terms.recurringDuties.length}>
          <Recurring duties={terms.recurringDuties} />
        </Part>
      )}
      {terms.controllerDuties.length > 0 && (
        <Part title={t('terms.controllerDuties')} count={terms.controllerDuties.length}>
          <Clauses clauses={terms.controllerDuties} />
        </Part>
      )}
      {terms.otherClauses.length > 0 && (
        <Part title={t('terms.otherClauses')} count={terms.otherClauses.length}>
          <Clauses clauses={terms.otherClauses} />
        </Part>
      )}
      {silentOn.length > 0 && (
        <Part title={t('terms.silentOn')} count={silentOn.length}>
          <ul>
            {silentOn.map(({ id, summary }) => (
              <li key={id}>{summary[lang]}</li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

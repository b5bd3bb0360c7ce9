import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Known } from '../../design/known.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { SideSheet } from '../../design/side-sheet.js';
import { Tag } from '../../design/state-chip.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import { agreementQuery, termsTextQuery } from '../queries.js';
import styles from '../shared/parts.module.css';
import { Authorise, End, Move, Withdraw } from './deeds.js';

const route = getRouteApi('/desk/agreements/$id');
type Agreement = Schemas['AgreementView'];
const DEEDS = ['move', 'authorise', 'end'] as const;
type Deed = (typeof DEEDS)[number];

/** One agreement: which version holds since when, and whom the controller authorised to process. */
export function AgreementPage(): ReactNode {
  const { t } = useTranslation('contracts');
  const { may } = useSession();
  const { id } = route.useParams();
  const query = useQuery(agreementQuery(id));
  const [deed, setDeed] = useState<Deed>();
  const close = (): void => setDeed(undefined);
  const title = query.data
    ? t('agreements.titleOf', {
        processor: query.data.record.processorName ?? t('erased'),
        controller: query.data.record.controllerName ?? t('erased'),
      })
    : t('agreements.one');
  const open = query.data?.record.until === null;
  const beside = may('processor:admin') && query.data && (
    <span className={styles['actions']}>
      {DEEDS.filter((each) => open || each === 'authorise').map((each) => (
        <Button key={each} variant="default" onClick={() => setDeed(each)}>
          {t(`agreements.${each}`)}
        </Button>
      ))}
    </span>
  );
  return (
    <PageFrame title={title} beside={beside}>
      <Asked query={query}>
        {({ record, etag }) => {
          const doing = { agreement: record, etag, onClose: close };
          return (
            <>
              <Sheet>
                <About agreement={record} />
              </Sheet>
              <Sheet title={t('agreements.authorised')}>
                <Authorised agreement={record} etag={etag} />
              </Sheet>
              <SideSheet
                opened={deed !== undefined}
                title={deed === undefined ? '' : t(`agreements.${deed}`)}
                onClose={close}
              >
                {deed === 'move' && <Move {...doing} />}
                {deed === 'authorise' && <Authorise {...doing} />}
                {deed === 'end' && <End {...doing} />}
              </SideSheet>
            </>
          );
        }}
      </Asked>
    </PageFrame>
  );
}

function About({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const { membership } = useSession();
  const { controllerId, controllerName, processorName, termsId, termsTitle, from, until, versions } = agreement;
  const text = useQuery(termsTextQuery(termsId, undefined)).data?.record;
  const labelOf = (version: number): string =>
    text?.versions.find((each) => each.version === version)?.label ?? countOf(version, lang);
  const controller =
    membership.role === 'controller' ? (
      (controllerName ?? t('erased'))
    ) : (
      <Link to="/desk/controllers/$id" params={{ id: controllerId }}>
        {controllerName ?? t('erased')}
      </Link>
    );
  return (
    <Known
      facts={[
        [t('terms.processor'), processorName ?? t('erased')],
        [t('controllers.one'), controller],
        [
          t('terms.text'),
          <Link key="terms" to="/desk/terms/$id" params={{ id: termsId }} search={{ version: agreement.termsVersion }}>
            {termsTitle}
          </Link>,
        ],
        [
          t('agreements.versions'),
          versions.map((each) => (
            <div key={`${each.termsVersion} ${each.from}`}>
              {t('agreements.versionSince', { label: labelOf(each.termsVersion) })} <Instant at={each.from} />
            </div>
          )),
        ],
        [t('agreements.from'), <Instant key="from" at={from} />],
        [t('agreements.until'), until === null ? t('agreements.noEnd') : <Instant key="until" at={until} />],
      ]}
    />
  );
}

function Authorised({ agreement, etag }: { readonly agreement: Agreement; readonly etag: string | null }): ReactNode {
  const { t } = useTranslation('contracts');
  const { may } = useSession();
  const names = useSubprocessorNames(agreement);
  const { authorisations } = agreement;
  const mayWithdraw = may('processor:admin');
  if (authorisations.length === 0) return <p>{t('agreements.noneAuthorised')}</p>;
  return (
    <DataTable
      label={t('agreements.authorised')}
      rows={authorisations}
      keyOf={({ subprocessorId, from }) => `${subprocessorId} ${from}`}
      columns={[
        {
          name: t('subprocessors.name'),
          cell: ({ subprocessorId }) => <b>{names.get(subprocessorId) ?? subprocessorId}</b>,
        },
        { name: t('agreements.by'), cell: ({ by }) => <Tag tone="plain">{t(`agreements.byWhat.${by}`)}</Tag> },
        { name: t('agreements.from'), cell: ({ from }) => <Instant at={from} /> },
        {
          name: t('agreements.until'),
          cell: ({ until }) => (until === null ? t('agreements.noEnd') : <Instant at={until} />),
        },
        ...(mayWithdraw
          ? [
              {
                name: t('agreements.deed'),
                cell: ({ subprocessorId, until }: Schemas['Authorisation']) =>
                  until === null && (
                    <Withdraw
                      agreement={agreement}
                      etag={etag}
                      subprocessorId={subprocessorId}
                      name={names.get(subprocessorId) ?? subprocessorId}
                    />
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** The names of subprocessors as the agreement's text states them, by id. */
function useSubprocessorNames({ termsId, termsVersion }: Agreement): ReadonlyMap<string, string> {
  const text = useQuery(termsTextQuery(termsId, termsVersion)).data?.record;
  return new Map((text?.terms.subprocessors ?? []).map(({ id, name }) => [id, name]));
}

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Clause } from '../../design/clause.js';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { SideSheet } from '../../design/side-sheet.js';
import { AddContact } from '../controllers/contact-form.js';
import { findingsQuery } from '../queries.js';
import { AnswerNamed } from '../terms/answer.js';
import styles from './findings.module.css';
import { OnCall } from './on-call.js';

type Finding = Schemas['Finding'];
const KINDS = ['on-call-address-missing', 'notice-contact-missing', 'open-term-without-value'] as const;

const keyOf = (finding: Finding): string => {
  if (finding.kind === 'open-term-without-value') return `${finding.termsId} ${finding.openTermId}`;
  return finding.kind === 'notice-contact-missing' ? finding.controllerId : finding.organisationId;
};

/** What would go wrong in an incident and can be mended before, each with the way to mend it. */
export function Findings(): ReactNode {
  const { t } = useTranslation('contracts');
  const query = useQuery(findingsQuery);
  const [mending, mend] = useState<Finding>();
  const close = (): void => mend(undefined);
  return (
    <PageFrame title={t('findings.title')}>
      <Asked query={query}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <Empty title={t('findings.empty.title')} text={t('findings.empty.text')} />
          ) : (
            <>
              {KINDS.map((kind) => ({ kind, found: items.filter((each) => each.kind === kind) }))
                .filter(({ found }) => found.length > 0)
                .map(({ kind, found }) => (
                  <Sheet key={kind} title={t(`findings.kind.${kind}.title`)}>
                    <p className={styles['text']}>{t(`findings.kind.${kind}.text`)}</p>
                    <ul className={styles['list']}>
                      {found.map((finding) => (
                        <Item key={keyOf(finding)} finding={finding} onMend={() => mend(finding)} />
                      ))}
                    </ul>
                  </Sheet>
                ))}
              {nextCursor !== null && <p>{t('findings.more')}</p>}
            </>
          )
        }
      </Asked>
      <SideSheet
        opened={mending !== undefined}
        title={mending === undefined ? '' : t(`findings.kind.${mending.kind}.mend`)}
        onClose={close}
      >
        {mending && <Mend finding={mending} onClose={close} />}
      </SideSheet>
    </PageFrame>
  );
}

function Item({ finding, onMend }: { readonly finding: Finding; readonly onMend: () => void }): ReactNode {
  const { t } = useTranslation('contracts');
  const { may } = useSession();
  const mayMend = may('processor:admin') || (finding.kind === 'notice-contact-missing' && may('processor:responder'));
  return (
    <li className={styles['item']}>
      <span className={styles['what']}>
        <What finding={finding} />
      </span>
      {mayMend && (
        <Button size="compact-md" variant="default" aria-haspopup="dialog" onClick={onMend}>
          {t(`findings.kind.${finding.kind}.mend`)}
        </Button>
      )}
    </li>
  );
}

function What({ finding }: { readonly finding: Finding }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  if (finding.kind === 'on-call-address-missing') return t('findings.onCall');
  if (finding.kind === 'notice-contact-missing')
    return (
      <Link to="/desk/controllers/$id" params={{ id: finding.controllerId }}>
        {finding.controllerName ?? t('erased')}
      </Link>
    );
  return (
    <>
      {finding.question[lang]}{' '}
      <span className={styles['soft']}>
        (<Clause of={finding.clause} />,{' '}
        <Link to="/desk/terms/$id" params={{ id: finding.termsId }}>
          {finding.termsTitle}
        </Link>
        )
      </span>
    </>
  );
}

function Mend({ finding, onClose }: { readonly finding: Finding; readonly onClose: () => void }): ReactNode {
  if (finding.kind === 'on-call-address-missing') return <OnCall onClose={onClose} />;
  if (finding.kind === 'notice-contact-missing')
    return <AddContact controllerId={finding.controllerId} language="de" onClose={onClose} />;
  return (
    <AnswerNamed
      termsId={finding.termsId}
      version={finding.version}
      openTermId={finding.openTermId}
      onClose={onClose}
    />
  );
}

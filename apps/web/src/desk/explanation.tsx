import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { meaningsQuery } from '../api/queries.js';
import { useLang } from '../app/locale.js';
import { Clause } from '../design/clause.js';
import { Countdown, useClockState } from '../design/countdown.js';
import { Instant } from '../design/instant.js';
import { SideSheet } from '../design/side-sheet.js';
import { StateChip } from '../design/state-chip.js';
import { factsOf, type Clock } from './clocks.js';
import { useAnchorName } from './facts.js';
import styles from './explanation.module.css';

/** Why a clock is due when it is: clause, anchor, arithmetic, assumptions, as its deadline carries them. */
export function Explanation(props: { readonly clock: Clock | undefined; readonly onClose: () => void }): ReactNode {
  const { clock, onClose } = props;
  const { t } = useTranslation();
  return (
    <SideSheet opened={clock !== undefined} title={t('explain.title')} onClose={onClose}>
      {clock && <Parts clock={clock} />}
    </SideSheet>
  );
}

function Parts({ clock }: { readonly clock: Clock }): ReactNode {
  const { t } = useTranslation();
  const lang = useLang();
  const facts = factsOf(clock);
  const state = useClockState(facts);
  const { deadline } = clock;
  const { rule, anchor, arithmetic, assumptions, crossesClockChange, outerLimit, due, target } = deadline;
  const meanings = useQuery(meaningsQuery).data ?? new Map<string, Schemas['Localised']>();
  const anchorName = useAnchorName();
  return (
    <div className={styles['parts']}>
      <div>
        <p>
          <StateChip state={state} />
        </p>
        <p className={styles['big']}>{clock.counterpart ?? t('board.unnamed')}</p>
        <p>
          <Link to="/desk/incidents/$id" params={{ id: clock.subject }}>
            {clock.title ?? t('explain.incident')}
          </Link>
        </p>
      </div>
      <div>
        <h3>{t('explain.due')}</h3>
        {due === null ? (
          <p>{t('explain.noDue')}</p>
        ) : (
          <p className={styles['big']}>
            <Instant at={due} />
          </p>
        )}
        <p className={styles['soft']}>
          <Countdown facts={facts} />
        </p>
      </div>
      {target !== null && (
        <div>
          <h3>{t('explain.target')}</h3>
          <Instant at={target} />
        </div>
      )}
      <div>
        <h3>{t('explain.source')}</h3>
        <p>
          <Clause of={rule.source} />
        </p>
        <p className={styles['soft']}>
          {t('explain.rule')} {rule.id}, {t('explain.version', { version: rule.version })}
        </p>
      </div>
      <div>
        <h3>{t('explain.anchor')}</h3>
        <p>{anchorName(anchor.what)}</p>
        <p>
          <Instant at={anchor.at.at} />
        </p>
      </div>
      {arithmetic.length > 0 && (
        <div>
          <h3>{t('explain.arithmetic')}</h3>
          <ol className={styles['steps']}>
            {arithmetic.map((step, index) => (
              <li key={index}>{step[lang]}</li>
            ))}
          </ol>
        </div>
      )}
      {crossesClockChange && (
        <p className={styles['aside']}>
          {t('explain.crosses', { from: crossesClockChange.from, to: crossesClockChange.to })}{' '}
          <Instant at={crossesClockChange.at} />
        </p>
      )}
      {assumptions.length > 0 && (
        <div>
          <h3>{t('explain.assumptions')}</h3>
          {assumptions.map(({ openTerm, clause, question, value, confirmed }) => (
            <div key={openTerm} className={styles['assumption']}>
              <p>
                {question[lang]} (<Clause of={clause} />)
              </p>
              <p className={styles['soft']}>{t(confirmed ? 'explain.confirmed' : 'explain.assumed')}</p>
              <p>
                <b>{meanings.get(`${openTerm} ${value}`)?.[lang] ?? value}</b>
              </p>
            </div>
          ))}
        </div>
      )}
      {outerLimit !== undefined && (
        <div>
          <h3>{t('explain.outer')}</h3>
          <Instant at={outerLimit} />
        </div>
      )}
      {clock.missedNoticedAt !== null && (
        <div>
          <h3>{t('explain.missedNoticed')}</h3>
          <Instant at={clock.missedNoticedAt} />
        </div>
      )}
    </div>
  );
}

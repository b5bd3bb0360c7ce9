import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLang, useZone } from '../../app/locale.js';
import { Empty } from '../../design/notes.js';
import { countOf } from '../../design/time.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { OneOf, Words } from '../fields.js';
import { clocksOfIncidentQuery } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { isBlank, whenOf, type FormProps } from './form.js';
import { KnownFacts } from './known-facts.js';

interface Draft {
  /** The fact, with its irregularity where it has one. */
  readonly which: string;
  readonly at: When;
  readonly reason: string;
}

type Fact = Schemas['IncidentFact'];
const keyOf = ({ fact, irregularity }: Fact): string => `${fact} ${irregularity ?? ''}`;

/** Corrects since when a fact is known: open deadlines are recomputed, decided ones are judged again beside the first judgement. */
export function Correct({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id, facts } = reading.incident;
  const deed = useDeed<Draft>({
    name: 'correct',
    reading,
    fresh: () => ({ which: facts[0] ? keyOf(facts[0]) : '', at: whenOf(facts[0]?.at, zone), reason: '' }),
    isWhole: ({ at, reason }) => isMeant(at, zone) && !isBlank(reason),
    send: async ({ which, at, reason }, header) => {
      const known = facts.find((each) => keyOf(each) === which);
      if (!known) return;
      const { fact, irregularity } = known;
      const body = { fact, at: statedIn(at, zone), reason: reason.trim(), ...(irregularity && { irregularity }) };
      await answerOf(
        api.POST('/api/v1/incidents/{id}/awareness/corrections', { params: { path: { id }, header }, body }),
      );
    },
    onDone,
  });
  const { which, at, reason } = deed.draft;
  const refusals = useRefusals(deed.error, ['fact', 'at', 'reason']);
  const missing = (text: string): string | undefined =>
    deed.attempted && isBlank(text) ? t('app:log.required') : undefined;
  const chosen = facts.find((each) => keyOf(each) === which);
  if (!chosen) return <Empty title={t('correct.none')} text={t('correct.noneText')} />;
  return (
    <DeedForm
      deed={deed}
      refusals={refusals}
      submit={t('correct.submit')}
      consequence={
        <>
          {t('correct.consequence')} <Hanging id={id} fact={chosen.fact} />
        </>
      }
    >
      <KnownFacts facts={facts} />
      <OneOf
        label={t('correct.which')}
        options={facts.map((each) => ({
          value: keyOf(each),
          label:
            t(`app:fact.${each.fact}`) + (each.irregularity ? `: ${t(`app:irregularity.${each.irregularity}`)}` : ''),
        }))}
        value={which}
        error={refusals.at('fact')}
        onChange={(next) =>
          deed.change({ which: next, at: whenOf(facts.find((each) => keyOf(each) === next)?.at, zone) })
        }
      />
      <WhenInput
        required
        label={t('correct.at')}
        description={t('app:log.atHint', { zone })}
        value={at}
        error={refusals.at('at') ?? missing(at.local)}
        onChange={(next) => deed.change({ at: next })}
      />
      <Words
        required
        label={t('correct.reason')}
        description={t('correct.reasonHint')}
        most={4_000}
        value={reason}
        error={refusals.at('reason') ?? missing(reason)}
        onChange={(next) => deed.change({ reason: next })}
      />
    </DeedForm>
  );
}

/** How many clocks are counted from a fact. */
function Hanging({ id, fact }: { readonly id: string; readonly fact: Fact['fact'] }): ReactNode {
  const { t } = useTranslation('deeds');
  const lang = useLang();
  const { data } = useQuery(clocksOfIncidentQuery(id));
  const count = data?.clocks.filter(
    ({ deadline, state }) => deadline.anchor.what === fact && state !== 'settled',
  ).length;
  if (!data || !count) return null;
  return t(data.isWhole ? 'correct.hanging' : 'correct.hangingAtLeast', { count, formatted: countOf(count, lang) });
}

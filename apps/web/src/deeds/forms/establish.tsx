import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useZone } from '../../app/locale.js';
import { Empty } from '../../design/notes.js';
import { isMeant, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { FactChoice } from '../fact-choice.js';
import { awarenessOf, FACTS, IRREGULARITIES, type Known } from '../facts.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { whenNow, type FormProps } from './form.js';
import { KnownFacts } from './known-facts.js';

interface Draft {
  /** Null: nobody has chosen. What is chosen here starts clocks, so nothing is chosen before. */
  readonly fact: Known['fact'] | null;
  readonly irregularity: Known['irregularity'] | null;
  readonly at: When;
}

/** What a draft states; undefined while a choice is missing. */
function knownOf({ fact, irregularity, at }: Draft): Known | undefined {
  if (fact === null || (fact === 'irregularity-known' && irregularity === null)) return undefined;
  return { fact, irregularity: irregularity ?? 'other', at };
}

/** Says that a fact became known, and since when: the clocks of the agreements that name this fact start there. */
export function Establish({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id, facts } = reading.incident;
  const irregularities = IRREGULARITIES.filter((each) => !facts.some(({ irregularity }) => irregularity === each));
  const open = FACTS.filter((each) =>
    each === 'irregularity-known' ? irregularities.length > 0 : !facts.some(({ fact }) => fact === each),
  );
  const deed = useDeed<Draft>({
    name: 'establish',
    reading,
    fresh: () => ({ fact: null, irregularity: null, at: whenNow(zone) }),
    isWhole: (draft) => knownOf(draft) !== undefined && isMeant(draft.at, zone),
    send: async (draft, header) => {
      const known = knownOf(draft);
      if (!known) return;
      await answerOf(
        api.POST('/api/v1/incidents/{id}/awareness', {
          params: { path: { id }, header },
          body: awarenessOf(known, zone),
        }),
      );
    },
    onDone,
  });
  const { fact, irregularity, at } = deed.draft;
  const refusals = useRefusals(deed.error, ['fact', 'irregularity', 'at']);
  const unchosen = (value: string | null): string | undefined =>
    deed.attempted && value === null ? t('choose') : undefined;
  if (open.length === 0) return <Empty title={t('establish.all')} text={t('establish.allText')} />;
  return (
    <DeedForm
      deed={deed}
      refusals={refusals}
      submit={t('establish.submit')}
      {...(fact !== null && {
        consequence: t(fact === 'breach-established' ? 'establish.breach' : 'establish.consequence'),
      })}
    >
      <KnownFacts facts={facts} />
      <FactChoice
        facts={open}
        irregularities={irregularities}
        value={{ fact, irregularity }}
        errors={{
          fact: refusals.at('fact') ?? unchosen(fact),
          irregularity: refusals.at('irregularity') ?? unchosen(irregularity),
        }}
        onChange={deed.change}
      />
      <WhenInput
        required
        label={t('app:log.at')}
        description={t('app:log.atHint', { zone })}
        value={at}
        error={refusals.at('at') ?? (deed.attempted && at.local === '' ? t('app:log.required') : undefined)}
        onChange={(next) => deed.change({ at: next })}
      />
    </DeedForm>
  );
}

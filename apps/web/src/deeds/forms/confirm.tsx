import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useZone } from '../../app/locale.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { DIMENSIONS } from '../details.js';
import { AnyOf } from '../fields.js';
import { useRefusals } from '../refusals.js';
import { useDeed, type Headers } from '../sending.js';
import { whenNow, whenOf, type FormProps } from './form.js';

interface Draft {
  readonly dimensions: Schemas['IncidentShown']['dimensions'];
  readonly at: When;
}

/**
 * Confirms that it is a personal data breach. What it hurts is a detail of its own: where it differs it is recorded first, and
 * a request that is repeated records neither twice.
 */
export function Confirm({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id, facts, dimensions: known } = reading.incident;
  const established = facts.find(({ fact }) => fact === 'breach-established');
  const deed = useDeed<Draft>({
    name: 'confirm',
    reading,
    fresh: () => ({ dimensions: known, at: established ? whenOf(established.at, zone) : whenNow(zone) }),
    isWhole: ({ at, dimensions }) => isMeant(at, zone) && dimensions.length > 0,
    send: async ({ dimensions, at }, header) => {
      const then = dimensions.join() === known.join() ? header : await hurts(id, dimensions, header);
      await answerOf(
        api.POST('/api/v1/incidents/{id}/confirmation', {
          params: { path: { id }, header: then },
          body: { at: statedIn(at, zone) },
        }),
      );
    },
    onDone,
  });
  const { dimensions, at } = deed.draft;
  const refusals = useRefusals(deed.error, ['dimensions', 'at']);
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('confirm.submit')} consequence={t('confirm.consequence')}>
      <AnyOf
        label={t('confirm.hurts')}
        description={t('confirm.hurtsHint')}
        options={DIMENSIONS.map((value) => ({ value, label: t(`part.${value}`) }))}
        value={dimensions}
        error={refusals.at('dimensions') ?? (deed.attempted && dimensions.length === 0 ? t('tick') : undefined)}
        onChange={(next) => deed.change({ dimensions: [...next] })}
      />
      <WhenInput
        required
        label={t('confirm.at')}
        description={t('app:log.atHint', { zone })}
        value={at}
        error={refusals.at('at') ?? (deed.attempted && at.local === '' ? t('app:log.required') : undefined)}
        onChange={(next) => deed.change({ at: next })}
      />
    </DeedForm>
  );
}

/** Records what it hurts; gives the headers of what follows. */
async function hurts(id: string, dimensions: Draft['dimensions'], header: Headers): Promise<Headers> {
  const answered = await api.POST('/api/v1/incidents/{id}/details', {
    params: { path: { id }, header: { ...header, 'Idempotency-Key': `${header['Idempotency-Key']}.hurts` } },
    body: { dimensions },
  });
  await answerOf(Promise.resolve(answered));
  return { ...header, 'If-Match': later(answered.response.headers.get('ETag') ?? '*', header['If-Match']) };
}

const editsOf = (tag: string): number => Number(tag.replaceAll('"', ''));

/** A repeated request answers as it did then: what was seen since counts. */
const later = (one: string, other: string): string => (editsOf(other) > editsOf(one) ? other : one);

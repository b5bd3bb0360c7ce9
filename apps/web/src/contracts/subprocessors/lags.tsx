import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { lengthOf } from '../../design/time.js';
import { Bars } from '../record/bars.js';

/** How long its knowledge took to become ours, per incident; the table below has the instants. */
export function Lags(props: {
  readonly incidents: readonly Schemas['SubprocessorIncident'][];
  readonly titles: ReadonlyMap<string, string>;
}): ReactNode {
  const { incidents, titles } = props;
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const known = incidents.flatMap(({ incidentId, untilOurAwareness: took }) =>
    took === null ? [] : [{ incidentId, took }],
  );
  if (known.length === 0) return <p>{t('subprocessors.lagUnknown')}</p>;
  return (
    <Bars
      label={t('subprocessors.lagText')}
      bars={known.map(({ incidentId, took }) => ({
        key: incidentId,
        name: titles.get(incidentId) ?? '…',
        said: took < 0 ? t('subprocessors.weFirst', { length: lengthOf(took, lang) }) : lengthOf(took, lang),
        parts: [{ series: 'time', value: Math.max(0, took) }],
      }))}
    />
  );
}

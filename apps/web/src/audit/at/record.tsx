import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../design/state-chip.js';
import type { Line } from './lines.js';
import { useFieldOrder, useFieldWords, Value } from './value.js';
import facts from '../../design/facts.module.css';

/** Everything that a record said, with what changed marked by a word. */
export function RecordLines(props: {
  readonly lines: readonly Line[];
  readonly changed: ReadonlySet<string>;
}): ReactNode {
  const { lines, changed } = props;
  const { t } = useTranslation('audit');
  const words = useFieldWords();
  const inOrder = useFieldOrder();
  return (
    <dl className={facts['facts']}>
      {inOrder(lines).map(({ id, path, value }) => (
        <div key={id} style={{ display: 'contents' }}>
          <dt>{words(path)}</dt>
          <dd>
            <Value of={value} path={path} /> {changed.has(id) && <Tag tone="plain">{t('at.changed')}</Tag>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

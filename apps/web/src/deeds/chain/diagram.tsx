import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { lengthOf } from '../../design/time.js';
import { between, type Chain } from './chain.js';
import { layOut, type Box, type Line } from './layout.js';
import { Stated, TargetName, TargetTold } from './parts.js';
import styles from './chain.module.css';

/** The chain as a picture: who knew when, and how long it took from one to the next. The table behind it says the same. */
export function Diagram({ chain }: { readonly chain: Chain }): ReactNode {
  const { t } = useTranslation('deeds');
  const { ref, width } = useWidth();
  return (
    <div ref={ref} className={styles['measure']}>
      {width > 0 && <Picture chain={chain} width={width} label={t('chain.label')} />}
    </div>
  );
}

/** The width of a box in pixels. One that is measured while the page is laid out anew has none for a moment: the last one stays. */
function useWidth(): { readonly ref: RefObject<HTMLDivElement | null>; readonly width: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(entry.contentRect.width);
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

function Picture(props: { readonly chain: Chain; readonly width: number; readonly label: string }): ReactNode {
  const { chain, width, label } = props;
  const { t } = useTranslation('deeds');
  const { name } = useSession();
  const { sources, targets, aware } = chain;
  const layout = layOut(sources.length, targets.length, width);
  const heard = sources.map(({ toldUs }) => toldUs).filter((each) => each !== null);
  return (
    <svg role="img" aria-label={label} width={width} height={layout.height} viewBox={`0 0 ${width} ${layout.height}`}>
      <defs>
        <marker id="chain-head" markerWidth="8" markerHeight="8" refX="2" refY="4" orient="auto">
          <path d="M0 0 8 4 0 8z" className={styles['head']} />
        </marker>
      </defs>
      {sources.map(({ id, knew, toldUs }, index) => (
        <Leg key={id} line={layout.fromSources[index]} length={between(knew, toldUs)} isDone={toldUs !== null} />
      ))}
      {targets.map(({ key, firstTold, told, count }, index) => (
        <Leg key={key} line={layout.toTargets[index]} length={between(aware, firstTold)} isDone={told === count} />
      ))}
      {sources.map(({ id, name: called, knew, toldUs }, index) => (
        <Node key={id} box={layout.sources[index]}>
          <b>{called}</b>
          <span className={styles['soft']}>{t('chain.knew')}</span>
          <Stated at={knew} />
          <span className={styles['soft']}>{t('chain.toldUs')}</span>
          <Stated at={toldUs} />
        </Node>
      ))}
      <Node box={layout.self} isOwn>
        <b>{name}</b>
        <span className={styles['soft']}>{t('chain.aware')}</span>
        {aware === null ? <span>{t('chain.unknown')}</span> : <Instant at={aware} />}
        <AfterHearing first={heard.sort()[0] ?? null} aware={aware} />
      </Node>
      {targets.map((target, index) => (
        <Node key={target.key} box={layout.targets[index]}>
          <b>
            <TargetName target={target} />
          </b>
          <TargetTold target={target} />
        </Node>
      ))}
    </svg>
  );
}

/** How long it took from being told to knowing, where both are known. */
function AfterHearing({ first, aware }: { readonly first: string | null; readonly aware: string | null }): ReactNode {
  const { t } = useTranslation('deeds');
  const lang = useLang();
  const length = between(first, aware);
  if (length === null) return null;
  return (
    <span className={`${styles['soft']} ${styles['wraps']}`}>
      {t(length < 0 ? 'chain.beforeHearing' : 'chain.afterHearing', { length: lengthOf(length, lang) })}
    </span>
  );
}

function Node(props: {
  readonly box: Box | undefined;
  readonly isOwn?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { box, isOwn = false, children } = props;
  return (
    box && (
      <>
        <rect {...box} rx="8" className={styles[isOwn ? 'own' : 'ground']} />
        <foreignObject {...box}>
          <div className={styles['box']}>{children}</div>
        </foreignObject>
      </>
    )
  );
}

/** The way from one to the next: broken where it is not gone yet. */
function Leg(props: {
  readonly line: Line | undefined;
  readonly length: number | null;
  readonly isDone: boolean;
}): ReactNode {
  const { line, length, isDone } = props;
  const { t } = useTranslation('deeds');
  const lang = useLang();
  if (!line) return null;
  const said =
    length === null
      ? t(isDone ? 'chain.lengthUnknown' : 'chain.notYet')
      : t(length < 0 ? 'chain.before' : 'chain.after', { length: lengthOf(length, lang) });
  const { x, y, anchor } = line.word;
  return (
    <>
      <path
        d={line.path}
        className={`${styles['line']} ${isDone ? '' : styles['open']}`}
        markerEnd="url(#chain-head)"
      />
      <text x={x} y={y} textAnchor={anchor} className={styles['word']}>
        {said}
      </text>
    </>
  );
}

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { eventQuery } from '../../api/queries.js';
import { save } from '../../api/save.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { SideSheet } from '../../design/side-sheet.js';
import { kindsOf } from '../kinds.js';
import { shortId, streamParts, type EventWords } from '../names.js';
import { readIn, storedText } from './stored.js';
import styles from './stream.module.css';

/** Only of these the service lists the events of one stream: a kind and one id. */
const ONE_RECORD = /^[a-z]+-[0-9a-f-]{36}$/;

/** One event with everything that is recorded of it. */
export function EventSheet(props: {
  readonly logNumber: number | undefined;
  readonly words: EventWords;
  readonly onClose: () => void;
  readonly onStream: (stream: string) => void;
}): ReactNode {
  const { logNumber, words, onClose, onStream } = props;
  const { t } = useTranslation('audit');
  return (
    <SideSheet
      opened={logNumber !== undefined}
      title={t('stream.number', { number: logNumber ?? 0 })}
      onClose={onClose}
    >
      {logNumber !== undefined && <One logNumber={logNumber} words={words} onStream={onStream} />}
    </SideSheet>
  );
}

function One(props: {
  readonly logNumber: number;
  readonly words: EventWords;
  readonly onStream: (stream: string) => void;
}): ReactNode {
  const query = useQuery(eventQuery(props.logNumber));
  return <Asked query={query}>{(event) => <Event event={event} {...props} />}</Asked>;
}

function Event(props: {
  readonly event: Schemas['StoredEventView'];
  readonly words: EventWords;
  readonly onStream: (stream: string) => void;
}): ReactNode {
  const { event, words, onStream } = props;
  const { t } = useTranslation('audit');
  const { logNumber, type, schemaVersion, stream, revision, recordedAt, metadata, data, leafHash } = event;
  const { actor, correlationId, causationId } = metadata;
  const { category, id } = streamParts(stream);
  const kind = kindsOf(useSession().membership.role).find((each) => each === category);
  const { text, sealed } = storedText(data, t('opened.sealed'));
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('opened.recorded'), <Instant key="at" at={recordedAt} />],
    [t('opened.who'), words.who(`${actor.kind}:${actor.id}`)],
    [t('opened.type'), t('opened.typeOf', { type, version: schemaVersion })],
    [t('opened.stream'), `${stream} · ${revision}`],
    [t('opened.id'), event.id],
    [t('opened.correlation'), shortId(correlationId)],
    ...(causationId === undefined ? [] : [[t('opened.causation'), shortId(causationId)] as const]),
    [t('opened.leafHash'), <code key="hash">{leafHash}</code>],
  ];
  return (
    <div className={styles['parts']}>
      <div>
        <p className={styles['name']}>{words.what(type)}</p>
        <p className={styles['soft']}>{words.record(stream, readIn(data))}</p>
      </div>
      <dl className={styles['facts']}>
        {facts.map(([label, value]) => (
          <Fact key={label} label={label} value={value} />
        ))}
      </dl>
      <div className={styles['deeds']}>
        {ONE_RECORD.test(stream) && (
          <Button variant="default" onClick={() => onStream(stream)}>
            {t('opened.onlyStream')}
          </Button>
        )}
        {kind && (
          <Link to="/audit/at" search={{ kind, id, at: logNumber }}>
            {t('opened.asItWas')}
          </Link>
        )}
      </div>
      <div>
        <h3>{t('opened.data')}</h3>
        {sealed > 0 && <p className={styles['soft']}>{t('opened.sealedText', { count: sealed })}</p>}
        <pre className={styles['data']}>{text}</pre>
      </div>
      <Keep event={event} />
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: ReactNode }): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** The event as it is stored, to take along. */
function Keep({ event }: { readonly event: Schemas['StoredEventView'] }): ReactNode {
  const { t } = useTranslation('audit');
  const [copied, setCopied] = useState(false);
  const json = JSON.stringify(event, undefined, 2);
  return (
    <div className={styles['deeds']}>
      <Button variant="default" onClick={() => void navigator.clipboard.writeText(json).then(() => setCopied(true))}>
        {t('opened.copy')}
      </Button>
      <Button
        variant="default"
        onClick={() => save(new Blob([json], { type: 'application/json' }), `event-${event.logNumber}.json`)}
      >
        {t('opened.save')}
      </Button>
      <span role="status" className={styles['soft']}>
        {copied && t('opened.copied')}
      </span>
    </div>
  );
}

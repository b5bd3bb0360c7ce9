import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useSession } from '../app/session.js';
import { kindsOf, type RecordKind } from './kinds.js';
import { peopleQuery, recordsQuery, type Named } from './queries.js';

/** A stream's name taken apart, e.g. `incident-<id>`. */
export function streamParts(stream: string): { readonly category: string; readonly id: string } {
  const dash = stream.indexOf('-');
  return { category: stream.slice(0, dash), id: stream.slice(dash + 1) };
}

/** So much of an id tells two apart at a glance. */
export const shortId = (id: string): string => id.slice(0, 8);

type ReadRecord = Schemas['ReadRecord'];

/** Says in words what happened, to which record, and who did it. */
export interface EventWords {
  what(type: string): string;
  /** The record that a stream holds; `read`: what was read, where the stream tells of that. */
  record(stream: string, read?: ReadRecord): string;
  who(actor: string): string;
}

/** The latest records of each kind that the asker's side has, for whoever chooses one. */
export function useRecords(): Readonly<Record<RecordKind, readonly Named[]>> {
  const kinds = kindsOf(useSession().membership.role);
  const incident = useQuery({ ...recordsQuery('incident'), enabled: kinds.includes('incident') }).data;
  const notice = useQuery(recordsQuery('notice')).data;
  const file = useQuery({ ...recordsQuery('case'), enabled: kinds.includes('case') }).data;
  return useMemo(
    () => ({ incident: incident ?? [], notice: notice ?? [], case: file ?? [] }),
    [incident, notice, file],
  );
}

/** What the latest incidents and notices are called, by their id. */
function useNamesOfRecords(): ReadonlyMap<string, string> {
  const { incident, notice } = useRecords();
  return useMemo(
    () => new Map([...incident, ...notice].flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const]))),
    [incident, notice],
  );
}

/** What was read: a record by its name, or a list. */
export function useReadWords(): (read: ReadRecord) => string {
  const { t } = useTranslation('audit');
  const named = useNamesOfRecords();
  return useMemo(() => {
    const kinds: Readonly<Record<string, string>> = t('read', { returnObjects: true });
    return ({ kind, id }) =>
      kind === 'list'
        ? t('access.list', { what: kinds[id.split('/').at(-1) ?? ''] ?? id })
        : `${kinds[kind] ?? kind}: ${named.get(id) ?? shortId(id)}`;
  }, [t, named]);
}

export function useEventWords(): EventWords {
  const { t } = useTranslation('audit');
  const { me, membership } = useSession();
  // An engagement for a part does not show who the members are: persons have pseudonyms there.
  const people = useQuery({ ...peopleQuery, enabled: !membership.isNarrowed }).data;
  const named = useNamesOfRecords();
  const readWords = useReadWords();
  return useMemo(() => {
    const types: Readonly<Record<string, string>> = t('event', { returnObjects: true });
    const categories: Readonly<Record<string, string>> = t('category', { returnObjects: true });
    const nameOf = (id: string): string | null | undefined => (id === me.person.id ? me.person.name : people?.get(id));
    return {
      what: (type) => types[type] ?? type,
      record: (stream, read) => {
        if (read) return readWords(read);
        const { category, id } = streamParts(stream);
        return `${categories[category] ?? category}: ${named.get(id) ?? shortId(id)}`;
      },
      who: (actor) => {
        const [kind = '', id = ''] = actor.split(':');
        if (kind === 'person') return nameOf(id) ?? `${t('actor.person')} ${shortId(id)}`;
        if (kind === 'token' || kind === 'link') return `${t(`actor.${kind}`)} ${shortId(id)}`;
        return t('actor.system');
      },
    };
  }, [t, me, people, named, readWords]);
}

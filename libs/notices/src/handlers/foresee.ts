import { turn, type ReadModelDb, type Refusal } from '@art33/event-log';
import type { IncidentState } from '@art33/incidents';
import { noticeDecider } from '../domain/decider.js';
import type { Giver } from '../domain/commands.js';
import type { NoticeEvent } from '../domain/events.js';
import type { OpenedNotice } from '../domain/state.js';
import type { Instant } from '@art33/deadlines';
import type { NoticeRow } from '../read-model/queries.js';
import type { NoticeWork } from './bulk-tasks.js';

/** Notices looked at in one go. */
const SLICE = 50;

/** What a task would do with one notice. */
export type Foreseen =
  /** The models do not show it yet. */
  | { readonly id: string; readonly row: undefined }
  | {
      readonly id: string;
      readonly row: NoticeRow;
      readonly state: OpenedNotice;
      /** Undefined: the task is not meant for it. */
      readonly decided: readonly NoticeEvent[] | Refusal | undefined;
    };

const withoutWords = ({ record }: NoticeRow): OpenedNotice => JSON.parse(record) as OpenedNotice;

/** Which notices, and what with them. */
export interface Task {
  readonly incident: IncidentState;
  readonly ids: readonly string[];
  readonly work: NoticeWork;
  /** Also those that the work does not concern. */
  readonly all: boolean;
  /** Who would do it. */
  readonly giver: Giver;
  /** Where the words of the texts matter, which are kept apart: reads a notice with them. */
  readonly read?: (row: NoticeRow) => OpenedNotice;
}

/** Decides for each notice on what the models show; writes nothing, and lets others be served in between. */
export async function* foresee(
  db: ReadModelDb,
  { incident, ids, work, all, giver, read = withoutWords }: Task,
  now: Instant,
): AsyncGenerator<Foreseen> {
  for (const [index, id] of ids.entries()) {
    if (index % SLICE === SLICE - 1) await turn();
    const row = db.sql('SELECT * FROM notices_notices WHERE id = ?').get(id) as unknown as NoticeRow | undefined;
    if (!row) {
      yield { id, row };
      continue;
    }
    const state = read(row);
    const isMeant = all || work.concerns(state);
    const decided = isMeant
      ? noticeDecider.decide({ ...work.commandFor(state, incident), ...giver, now }, state)
      : undefined;
    yield { id, row, state, decided };
  }
}

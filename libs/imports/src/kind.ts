import type { CommandContext, CommandOutcome, Commands, Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { ImportField, ImportRow } from './columns.js';
import type { ImportCounts } from './domain/events.js';
import type { ImportFault } from './faults.js';

/** What a kind of import is given to look at a file's rows. */
export interface ImportSetting {
  readonly commands: Commands;
  /** Shows the whole log as it stands. */
  readonly db: ReadModelDb;
  /** Of the processor whose records are imported. */
  readonly scope: OrganisationScope;
  /** As the log calls it. */
  readonly importId: string;
  /** When the rows are looked at. UTC. */
  readonly now: Instant;
  /** To be called between rows: lets others work when a slice is used up. */
  readonly breathe: () => Promise<void>;
}

/** Gives each command of an import its id: the same row of the same import is the same command, however often it is sent. */
export type ContextOfRow = (row: number, what: string) => CommandContext;

/** Some rows, written together. */
export interface ImportStep {
  /** How many rows are written once this step is done, with those before it. */
  readonly rowsDone: number;
  /** Throws the first failure; what was written is found done when it is written again. */
  write(commands: Commands, contextOf: ContextOfRow): Promise<void>;
}

/** What came of looking at all rows. */
export interface CheckedImport {
  /** Any fault: then nothing is written. */
  readonly faults: readonly ImportFault[];
  readonly counts: ImportCounts;
  readonly steps: readonly ImportStep[];
}

/** A kind of record that can be imported; a feature brings each. */
export interface ImportKind {
  /** kebab-case, e.g. `controllers`. */
  readonly kind: string;
  readonly fields: readonly ImportField[];
  /** Whether a JSON array of objects is taken, too. */
  readonly takesJson: boolean;
  check(rows: readonly ImportRow[], setting: ImportSetting): Promise<CheckedImport>;
  /** The last row that an import has written, as the models show it; null: none yet. */
  reached(db: ReadModelDb, importId: string): number | null;
}

/** Throws what the first of many commands that failed threw. */
export function throwFirst(outcomes: readonly (CommandOutcome | Error)[]): void {
  const failure = outcomes.find((outcome) => outcome instanceof Error);
  if (failure) throw failure;
}

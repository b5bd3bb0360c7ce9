import { declareEvents, type DomainEvent, type Instant } from '@art33/event-log';

interface OfImport {
  /** As its sender calls it: another processor may call another import so. */
  readonly importId: string;
  /** UTC. */
  readonly at: Instant;
}

/** How many records of each kind an import wrote, e.g. `controllers`. */
export type ImportCounts = Readonly<Record<string, number>>;

export type ImportEvent =
  | DomainEvent<
      'ImportBegun',
      OfImport & {
        /** The processor whose records are imported. */
        readonly organisationId: string;
        /** What is imported, e.g. `controllers`. */
        readonly kind: string;
        /** Keyed hash of the file and of how it is read: another file under the same id is another import. */
        readonly digest: string;
        readonly rows: number;
      }
    >
  | DomainEvent<'ImportCompleted', OfImport & { readonly counts: ImportCounts }>
  | DomainEvent<'ImportAbandoned', OfImport>;

export const importEvents = declareEvents<ImportEvent>()({
  ImportBegun: {
    version: 1,
    meaning: 'A file without faults began to be imported: what it writes is hidden until the import is completed.',
  },
  ImportCompleted: {
    version: 1,
    meaning: 'Every row of an import is written: all of it became visible at once.',
  },
  ImportAbandoned: {
    version: 1,
    meaning: 'An unfinished import was given up: what it wrote stays hidden for ever.',
  },
});

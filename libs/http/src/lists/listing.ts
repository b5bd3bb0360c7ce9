import { StreamableFile } from '@nestjs/common';
import {
  CSV_TYPE,
  csvOf,
  instantColumn,
  numberColumn,
  TooManyRows,
  XLSX_TYPE,
  xlsxOf,
  type Column,
} from '@art33/documents';
import { turn, type Instant, type Moment, type ReadModels, type ReadModelDb } from '@art33/event-log';
import { Readable } from 'node:stream';
import type { Page } from '../page.js';
import { invalid } from '../problem.js';
import type { SavableQuery } from './list-query.dto.js';
import type { Found, Wanted } from './plan.js';

/** How a list is saved: the name of its file and its columns, as its room declares them beside its queries. */
export interface SavedList<T> {
  /** kebab-case; also the sheet's name. */
  readonly name: string;
  readonly columns: readonly Column<T>[];
}

type ItemOf<P> = P extends Page<infer T> ? T : never;

/** What is read at once for a file: a few milliseconds. */
const SLICE = 50;
/** How long (milliseconds) a file may take: it keeps the models of its moment from being tidied up. */
const PATIENCE = 10 * 60_000;

/** The answer of a list: a page, or a file with all of it. A route returns it; what every request shares makes the answer. */
export class Listing<P extends Page<unknown>> {
  constructor(
    private readonly list: SavedList<ItemOf<P>>,
    private readonly query: SavableQuery & { readonly count?: boolean | undefined },
    /** Reads the rows that the caller may see; `extra` of a page stands beside its items. */
    private readonly read: (
      wanted: Wanted,
    ) => Promise<Found<ItemOf<P>> & { readonly extra?: Omit<P, keyof Page<unknown>> }>,
    /** The moment that the list is shown of; undefined: now. */
    private readonly asOf?: Moment,
  ) {}

  async answer(models: ReadModels, now: Instant): Promise<Page<unknown> | StreamableFile> {
    const { format = 'json', lang: language = 'en', sep: separator } = this.query;
    if (format === 'json') return this.page();
    const snapshot = models.snapshot();
    const slices = this.slices(snapshot.db);
    try {
      // What is wrong with the question is said before a file begins.
      const begun = await slices.next();
      const rows = resumed(begun, slices);
      const headers = { disposition: `attachment; filename="${this.fileName(now)}.${format}"` };
      if (format === 'csv') {
        const stream = Readable.from(csvOf(this.columns, rows, { language, separator }), { objectMode: false });
        stream.once('close', () => snapshot.close());
        return new StreamableFile(stream, { type: CSV_TYPE, ...headers });
      }
      const file = await xlsxOf(this.columns, rows, { language, sheet: this.list.name.slice(0, 31) });
      snapshot.close();
      return new StreamableFile(file, { type: XLSX_TYPE, ...headers });
    } catch (error) {
      snapshot.close();
      if (error instanceof TooManyRows) throw invalid('format', error.message);
      throw error;
    }
  }

  /** Of today, its date; of the past, the moment: `2026-10-20T073000Z-411`, so that no two of them are taken for one another. */
  private fileName(now: Instant): string {
    const { list, asOf } = this;
    const when = asOf ? `${asOf.instant.slice(0, 19).replaceAll(':', '')}Z-${asOf.logNumber}` : now.slice(0, 10);
    return `art33-${list.name}-${when}`;
  }

  /** Each row of a past says of which moment it is: a file is passed on without its name. */
  private get columns(): readonly Column<ItemOf<P>>[] {
    const { list, asOf } = this;
    if (!asOf) return list.columns;
    return [
      ...list.columns,
      instantColumn('Stand vom', 'As of', () => asOf.instant),
      numberColumn('Stand: Ereignis Nr.', 'As of log number', () => asOf.logNumber),
    ];
  }

  private async page(): Promise<Page<unknown>> {
    const { sort, cursor, limit, count } = this.query;
    const { rows, next, total, extra } = await this.read({ sort, cursor, limit, count, asOf: this.asOf });
    return { ...extra, items: rows, nextCursor: next, ...(total && { total }), ...(this.asOf && { asOf: this.asOf }) };
  }

  private async *slices(db: ReadModelDb): AsyncGenerator<readonly ItemOf<P>[]> {
    const { sort } = this.query;
    const until = performance.now() + PATIENCE;
    let cursor: string | undefined;
    do {
      const { rows, next } = await this.read({ sort, cursor, limit: SLICE, db, asOf: this.asOf });
      yield rows;
      cursor = next ?? undefined;
      if (performance.now() > until) throw new Error('the file took too long');
      await turn();
    } while (cursor !== undefined);
  }
}

async function* resumed<T>(begun: IteratorResult<T, unknown>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (!begun.done) yield begun.value;
  yield* rest;
}

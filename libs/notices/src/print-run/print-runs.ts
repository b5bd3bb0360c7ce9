import { stat, writeFile } from 'node:fs/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { csvOf, PdfBooklet } from '@art33/documents';
import { CLOCK, COMMANDS, toInstant, toMilliseconds, turn, type Clock, type Commands } from '@art33/event-log';
import { referenceOf } from '../domain/templates/reference.js';
import type { Language } from '../domain/values.js';
import { NoticeLinks } from '../mail/links.js';
import { ADDRESS_COLUMNS, addressListPart, ROWS_PER_PART, type AddressRow } from './address-list.js';
import { Letters, type LeftOut } from './letters.js';
import { PrintRunFiles } from './print-run-files.js';
import { NAMED, type PrintRun } from './print-run.js';

/** Injection token: the folder of the print runs. */
export const PRINT_RUN_FOLDER = Symbol('PrintRunFolder');

const KEPT_MILLISECONDS = 24 * 3_600_000;
/** How often those that have had their day are looked for. */
const SWEEP_MILLISECONDS = 10 * 60_000;
/** Letters handed to the worker at once: what is in memory. */
const SLICE = 20;

/** What an error nobody reckoned with is called: its own words are for the log, and may hold what nobody else should read. */
export const UNEXPECTED =
  'the letters could not be printed; start again, and if it happens once more, ask whoever runs this service: its log has the details';

/** What is to be printed. */
export interface PrintOrder {
  readonly id: string;
  readonly organisation: string;
  readonly incidentId: string;
  readonly noticeIds: readonly string[];
  /** Of the address list; each letter speaks its notice's. */
  readonly language: Language;
}

/**
 * Prints notices as letters, one print run after the other, into files that last a day. A print run is no record: it can be
 * made again from the log at any time. What counts is what a person states of it afterwards.
 */
@Injectable()
export class PrintRuns implements OnModuleDestroy {
  private readonly files: PrintRunFiles;
  private readonly known = new Map<string, PrintRun>();
  private last: Promise<void> = Promise.resolve();
  private booklet: PdfBooklet | undefined;
  private readonly stopping = new AbortController();
  private readonly logger = new Logger('print-runs');
  private readonly sweeping = setInterval(() => this.sweep(), SWEEP_MILLISECONDS).unref();

  constructor(
    @Inject(PRINT_RUN_FOLDER) folder: string,
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(NoticeLinks) private readonly links: NoticeLinks,
  ) {
    this.files = new PrintRunFiles(folder);
    for (const run of this.files.all()) {
      if (run.status === 'ready' || run.status === 'failed') this.known.set(run.id, run);
      else this.interrupt(run);
    }
  }

  /** Begins one, or gives the one that has this id already. */
  start({ id, organisation, incidentId, noticeIds, language }: PrintOrder): PrintRun {
    const existing = this.of(organisation, id);
    if (existing) return existing;
    const now = this.clock.now();
    this.keep({
      id,
      organisation,
      incidentId,
      status: 'waiting',
      startedAt: toInstant(now),
      deletedAt: toInstant(now + KEPT_MILLISECONDS),
      counts: { notices: noticeIds.length, printed: 0, leftOut: 0, pages: 0, bytes: 0 },
      leftOut: [],
      fault: null,
    });
    this.last = this.last.then(() => this.print(id, noticeIds, language));
    return this.known.get(id)!;
  }

  /** Undefined where there is none, none any more, or it is another organisation's. */
  of(organisation: string, id: string): PrintRun | undefined {
    this.sweep();
    const run = this.known.get(id);
    return run?.organisation === organisation ? run : undefined;
  }

  ofIncident(organisation: string, incidentId: string): readonly PrintRun[] {
    this.sweep();
    return [...this.known.values()]
      .filter((run) => run.organisation === organisation && run.incidentId === incidentId)
      .toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  }

  /** Deletes it with its files; one that is under way ends. */
  delete({ id }: PrintRun): void {
    this.known.delete(id);
    this.files.delete(id);
  }

  rows({ id }: PrintRun): readonly AddressRow[] {
    return this.files.rows(id);
  }

  pathOf({ id }: PrintRun, part: 'pdf' | 'csv'): string {
    return this.files.pathOf(id, part);
  }

  /** Resolves when nothing is being printed. */
  async idle(): Promise<void> {
    await this.last;
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.booklet?.abandon();
    clearInterval(this.sweeping);
    await this.last;
  }

  private async print(id: string, noticeIds: readonly string[], language: Language): Promise<void> {
    const run = this.known.get(id);
    if (!run) return;
    if (this.stopping.signal.aborted) return this.interrupt(run);
    this.change(id, { status: 'printing' });
    try {
      const letters = new Letters(this.commands, this.links, run.incidentId, run.startedAt);
      const rows = await this.addressees(id, letters, noticeIds);
      const about = {
        language,
        reference: referenceOf(run.incidentId),
        printRunId: id,
        total: rows.length,
        printedAt: run.startedAt,
      };
      const list = chunks(rows, ROWS_PER_PART).map((part) => addressListPart(part, about));
      const booklet = await PdfBooklet.open(this.files.pathOf(id, 'pdf'), list[0] ?? addressListPart([], about));
      this.booklet = booklet;
      for (const part of list.slice(1)) await this.add(id, booklet, [part], 0);
      for (const part of chunks(rows, SLICE)) {
        const documents = await Promise.all(part.map(({ noticeId }) => letters.letter(noticeId)));
        // Erased since the list was made: the list names it still, and a blank would be sent.
        if (documents.some((document) => typeof document === 'string'))
          throw new Unprintable('a notice was erased while it was being printed; start again');
        await this.add(
          id,
          booklet,
          documents.filter((document) => typeof document !== 'string'),
          part.length,
        );
      }
      const pages = await booklet.finish();
      await this.writeCsv(id, rows, language);
      this.files.saveRows(id, rows);
      this.goOn(id);
      const { size } = await stat(this.files.pathOf(id, 'pdf'));
      this.change(id, { status: 'ready' }, { pages, bytes: size });
    } catch (error) {
      await this.booklet?.abandon();
      this.end(id, error);
    } finally {
      this.booklet = undefined;
    }
  }

  private async addressees(id: string, letters: Letters, noticeIds: readonly string[]): Promise<readonly AddressRow[]> {
    const rows: AddressRow[] = [];
    const leftOut: { readonly noticeId: string; readonly why: LeftOut }[] = [];
    for (const part of chunks(noticeIds, SLICE)) {
      this.goOn(id);
      const found = await Promise.all(part.map((noticeId) => letters.addressee(noticeId)));
      found.forEach((addressee, index) => {
        if (typeof addressee === 'string') leftOut.push({ noticeId: part[index]!, why: addressee });
        else rows.push({ ...addressee, number: rows.length + 1 });
      });
      await turn();
    }
    this.change(id, { leftOut: leftOut.slice(0, NAMED) }, { leftOut: leftOut.length });
    return rows;
  }

  private async add(
    id: string,
    booklet: PdfBooklet,
    documents: Parameters<PdfBooklet['add']>[0],
    letters: number,
  ): Promise<void> {
    this.goOn(id);
    const pages = await booklet.add(documents);
    const printed = (this.known.get(id)?.counts.printed ?? 0) + letters;
    this.change(id, {}, { pages, printed });
  }

  private async writeCsv(id: string, rows: readonly AddressRow[], language: Language): Promise<void> {
    async function* slices() {
      for (const part of chunks(rows, ROWS_PER_PART)) {
        yield part;
        await turn();
      }
    }
    await writeFile(this.files.pathOf(id, 'csv'), csvOf(ADDRESS_COLUMNS, slices(), { language }), { mode: 0o600 });
  }

  /** Throws where it was deleted meanwhile, or the service stops. */
  private goOn(id: string): void {
    if (this.stopping.signal.aborted || !this.known.has(id)) throw new Stopped();
  }

  private end(id: string, error: unknown): void {
    this.files.deleteOutput(id);
    const run = this.known.get(id);
    if (!run) return;
    if (error instanceof Stopped || this.stopping.signal.aborted) return this.interrupt(run);
    this.logger.error({ error, correlationId: id });
    this.change(id, { status: 'failed', fault: error instanceof Unprintable ? error.message : UNEXPECTED });
  }

  private interrupt(run: PrintRun): void {
    this.files.deleteOutput(run.id);
    this.keep({ ...run, status: 'interrupted' });
  }

  private change(id: string, to: Partial<PrintRun>, counts: Partial<PrintRun['counts']> = {}): void {
    const run = this.known.get(id);
    if (!run) return;
    const changed = { ...run, ...to, counts: { ...run.counts, ...counts } };
    this.known.set(id, changed);
    if (to.status !== undefined) this.files.save(changed);
  }

  private keep(run: PrintRun): void {
    this.known.set(run.id, run);
    this.files.save(run);
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const run of this.known.values()) if (toMilliseconds(run.deletedAt) <= now) this.delete(run);
  }
}

class Stopped extends Error {}

/** Its message is for whoever asked for the letters. */
class Unprintable extends Error {}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

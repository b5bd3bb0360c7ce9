import {
  deriveId,
  fold,
  isRefusal,
  toInstant,
  type Clock,
  type CommandContext,
  type Commands,
  type Refusal,
} from '@art33/event-log';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { organisationStream, processorId, termsIdOf, termsStream } from '../domain/ids.js';
import { organisationDecider } from '../domain/organisation-decider.js';
import type { OrganisationDetails } from '../domain/organisation.js';
import { termsDecider, type TermsState } from '../domain/terms-decider.js';
import type { LAENDER, Terms } from '../domain/terms.js';
import { digestOfTerms, parseTermsFile, type TermsFault } from '../terms-file/index.js';

export interface TermsFile {
  /** Only for faults and the report. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface TermsImportOptions {
  /** Who imports; the organisation is the processor that each file names. */
  readonly context: Omit<CommandContext, 'organisation'>;
  /** Only terms of this processor (organisation id) are taken; null: of any (the operator's own import). */
  readonly onlyFor: string | null;
  /** Tells what would happen and writes nothing. */
  readonly dryRun: boolean;
}

/** What happened to one file, or would happen. */
export interface ImportedTerms {
  readonly file: string;
  readonly termsId: string;
  readonly processorId: string;
  readonly title: string;
  /** The version of the terms that this file is. */
  readonly version: number;
  readonly outcome: 'published' | 'unchanged';
}

export interface TermsImport {
  /** Any fault of any file: then nothing was written. */
  readonly faults: readonly TermsFault[];
  /** In the order of the files; empty where there are faults. */
  readonly files: readonly ImportedTerms[];
  /** Position of the last event written; undefined where nothing was. */
  readonly position: string | undefined;
}

interface Parsed {
  /** Place among the files, from 0. */
  readonly order: number;
  readonly file: TermsFile;
  readonly terms: Terms;
}
interface Planned extends ImportedTerms {
  readonly order: number;
  readonly terms: Terms;
  readonly digest: string;
}

/**
 * Imports terms files: registers their processors and publishes what is new. Everything is checked before anything is
 * written; importing the same files again changes nothing. Throws what the commands throw where others write meanwhile.
 */
export async function importTerms(
  services: { readonly commands: Commands; readonly clock: Clock },
  files: readonly TermsFile[],
  options: TermsImportOptions,
): Promise<TermsImport> {
  const read = files.map((file, order) => ({ order, file, ...parseTermsFile(file.content, file.name) }));
  const parsed = read.flatMap(({ order, file, terms }) => (terms ? [{ order, file, terms }] : []));
  const { planned, faults: refused } = await plan(services, parsed, options.onlyFor);
  const faults = [...read.flatMap((each) => each.faults), ...refused];
  if (faults.length > 0) return { faults, files: [], position: undefined };
  const written = options.dryRun
    ? { done: planned, position: undefined }
    : await write(services.commands, planned, options.context);
  const imported = [...written.done]
    .sort((a, b) => a.order - b.order)
    .map(({ order: _, terms: __, digest: ___, ...report }) => report);
  return { faults, files: imported, position: written.position };
}

/** Decides on every file as if it were written after those before it; texts of the same terms by their dates. */
async function plan(
  { commands, clock }: { readonly commands: Commands; readonly clock: Clock },
  parsed: readonly Parsed[],
  onlyFor: string | null,
): Promise<{ readonly planned: readonly Planned[]; readonly faults: readonly TermsFault[] }> {
  const now = toInstant(clock.now());
  const states = new Map<string, TermsState>();
  const planned: Planned[] = [];
  const faults: TermsFault[] = [];
  for (const { order, file, terms } of [...parsed].sort(byDate)) {
    const processor = processorId(terms.processor.id);
    const termsId = termsIdOf(processor, terms.id);
    const digest = digestOfTerms(terms);
    const before = states.get(termsId) ?? (await commands.state(termsDecider, termsStream(termsId)));
    const publish = { type: 'publish-terms', termsId, terms, digest, onBehalfOf: onlyFor ?? processor, now } as const;
    const decision = termsDecider.decide(publish, before);
    if (isRefusal(decision)) {
      faults.push(faultOf(file, decision));
      continue;
    }
    const registration = await registrationOf(commands, terms, now);
    if (isRefusal(registration)) faults.push(faultOf(file, { ...registration, field: 'processor' }));
    const after = fold(termsDecider, decision, before);
    states.set(termsId, after);
    const version =
      after.status === 'published' ? after.versions.find((each) => each.digest === digest)?.version : undefined;
    const outcome = decision.length > 0 ? 'published' : 'unchanged';
    planned.push({
      order,
      file: file.name,
      termsId,
      processorId: processor,
      title: terms.title,
      version: version ?? 0,
      outcome,
      terms,
      digest,
    });
  }
  return { planned, faults };
}

const byDate = (a: Parsed, b: Parsed): number =>
  a.terms.effectiveFrom.localeCompare(b.terms.effectiveFrom) || a.order - b.order;

async function registrationOf(commands: Commands, terms: Terms, now: string) {
  const id = processorId(terms.processor.id);
  const state = await commands.state(organisationDecider, organisationStream(id));
  return organisationDecider.decide({ ...registration(terms), now }, state);
}

/** Writes what was planned. Each command has an id of its own per stream, so that a repeated import finds itself done. */
async function write(commands: Commands, planned: readonly Planned[], context: Omit<CommandContext, 'organisation'>) {
  const done: Planned[] = [];
  const runs = new Map<string, number>();
  let position: string | undefined;
  const contextFor = (stream: string, organisation: string): CommandContext => {
    const run = runs.get(stream) ?? 0;
    runs.set(stream, run + 1);
    return {
      ...context,
      organisation,
      commandId: run === 0 ? context.commandId : deriveId(context.commandId, 'import', run),
    };
  };
  for (const item of planned) {
    const { termsId, processorId: processor, terms, digest } = item;
    const [home, text] = [organisationStream(processor), termsStream(termsId)];
    if (!runs.has(home))
      await commands.run(organisationDecider, home, registration(terms), contextFor(home, processor));
    const publish = { type: 'publish-terms', termsId, terms, digest, onBehalfOf: processor } as const;
    const { events, position: at } = await commands.run(termsDecider, text, publish, contextFor(text, processor));
    if (events.length > 0) position = at;
    done.push({ ...item, outcome: events.length > 0 ? 'published' : 'unchanged' });
  }
  return { done, position };
}

const registration = (terms: Terms) => {
  const id = processorId(terms.processor.id);
  return { type: 'register-processor', organisationId: id, onBehalfOf: id, ...detailsOf(terms) } as const;
};

function detailsOf({ processor, language }: Terms): OrganisationDetails {
  const { name, address, place, land, timeZone } = processor;
  // `Am Markt 1, 87435 Kempten`; an address of another form is kept whole as the street.
  const parts = /^(?<street>.+), (?<postalCode>\d{5}) (?<city>[^,]+)$/.exec(address)?.groups;
  return {
    name,
    legalForm: null,
    address: {
      street: parts?.['street'] ?? address,
      postalCode: parts?.['postalCode'] ?? null,
      city: parts?.['city'] ?? place,
    },
    land: land as (typeof LAENDER)[number],
    country: 'DE',
    timeZone,
    language,
    regime: 'gdpr',
    customerNumber: null,
  };
}

/** A rule of the log's own that a file breaks, at the place in the file that it speaks of. */
function faultOf({ name, content }: TermsFile, { field = '', rule }: Pick<Refusal, 'field' | 'rule'>): TermsFault {
  const lines = new LineCounter();
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  const node = parseDocument(text, { lineCounter: lines }).getIn(field.split('.'), true);
  const { line, col } = lines.linePos((isNode(node) && node.range?.[0]) || 0);
  return { file: name, line, column: col, field, reason: rule };
}

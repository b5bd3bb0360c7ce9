import { existsSync } from 'node:fs';
import { SqliteEventLog, systemClock, type StoredEvent } from '@art33/event-log';
import { nearest } from '../../../server/src/config/nearest.js';
import { declarations } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';

/** Which events, all of it optional. */
export interface EventChoice {
  /** First and last log number, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly types?: readonly string[];
  readonly stream?: string;
}

/** The same, as the command line gives it. */
export interface EventOptions {
  readonly from?: string;
  readonly to?: string;
  readonly type?: readonly string[];
  readonly stream?: string;
}

const PAGE = 1_000;

/** Throws `Failed` for what is no log number, for a range that holds none, and for a type that no event has. */
export function choiceOf({ from, to, type, stream }: EventOptions): EventChoice {
  const choice = {
    ...(from !== undefined && { from: logNumber(from) }),
    ...(to !== undefined && { to: logNumber(to) }),
    ...(type && { types: type.map(knownType) }),
    ...(stream !== undefined && { stream }),
  };
  if ((choice.from ?? 0) > (choice.to ?? Infinity))
    throw new Failed(`--from ${choice.from} --to ${choice.to}: no event lies between; --to is not less than --from`);
  return choice;
}

function knownType(type: string): string {
  const known = declarations.flatMap((room) => Object.keys(room));
  if (known.includes(type)) return type;
  const meant = nearest(type, known);
  throw new Failed(
    `--type ${type}: no event is of this type; ${meant === undefined ? 'docs/events.md lists them' : `${meant} is meant?`}`,
  );
}

function logNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(number) || number < 0)
    throw new Failed(`${text} is no log number: a whole number from 0`);
  return number;
}

/** Opens the log beside its writer, in whatever process that is. The caller closes it. Throws `Failed` where there is none. */
export async function openLog(file: string): Promise<SqliteEventLog> {
  if (!existsSync(file)) throw new Failed(`${file}: there is no log yet; the service makes it when it starts`);
  return SqliteEventLog.open({ file, clock: systemClock, readOnly: true });
}

/** Stored events page by page, in log order, up to where the log ended when the reading began. */
export async function* eventPages(
  log: SqliteEventLog,
  choice: EventChoice,
  onRead: (done: number, total: number) => void = () => undefined,
): AsyncGenerator<readonly StoredEvent[]> {
  const { size } = await log.head();
  const begin = choice.from ?? 0;
  const end = Math.min(size, (choice.to ?? Infinity) + 1);
  const isChosen = chosenBy(choice);
  for (let next = begin; next < end;) {
    const page = await log.readAll(positionBefore(next), Math.min(PAGE, end - next));
    if (page.length === 0) return;
    next += page.length;
    onRead(next - begin, end - begin);
    yield page.filter(isChosen);
  }
}

/** The same one by one as they are written, from `from` or from now, until the signal aborts or `to` is reached. */
export async function* followed(
  log: SqliteEventLog,
  choice: EventChoice,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent> {
  const isChosen = chosenBy(choice);
  for await (const event of log.subscribe(positionBefore(choice.from ?? (await log.head()).size), signal)) {
    if (event.logNumber > (choice.to ?? Infinity)) return;
    if (isChosen(event)) yield event;
  }
}

const positionBefore = (number: number): string | undefined =>
  number === 0 ? undefined : SqliteEventLog.positionOf(number - 1);

const chosenBy =
  ({ types, stream }: EventChoice) =>
  (event: StoredEvent): boolean =>
    (types === undefined || types.includes(event.type)) && (stream === undefined || event.stream === stream);

/** One event as one line of JSON. Its position in this store is left out: its log number is the same everywhere. */
export const jsonLine = ({ position: _, ...event }: Pick<StoredEvent, 'position'> & object): string =>
  JSON.stringify(event);

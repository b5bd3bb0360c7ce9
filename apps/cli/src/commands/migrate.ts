import { LogUnavailable, MoveStopped, TargetTaken } from '@art33/event-log';
import { Command, Option } from 'commander';
import { readConfig } from '../../../server/src/config.js';
import { Failed } from '../failed.js';
import { Move, type Moved, type Verified } from '../migrate/move.js';
import { objectsPlan, shownObjects, type ObjectsPlan } from '../migrate/objects.js';
import { logPlace, shown, type LogPlace } from '../migrate/places.js';
import { movedText, nextSteps, nextStepsText, previewText, verifiedText } from '../migrate/words.js';
import { asking, mayGoOn } from '../terminal/index.js';

interface MigrateOptions {
  readonly from: string;
  readonly to: string;
  readonly name?: string;
  readonly objectsFrom?: string;
  readonly objectsTo?: string;
  readonly verify: boolean;
  readonly yes: boolean;
  readonly preview: boolean;
  readonly json: boolean;
}

interface Plan {
  readonly from: LogPlace;
  readonly to: LogPlace;
  readonly objects: ObjectsPlan;
}

function planOf({ from, to, name, objectsFrom, objectsTo }: MigrateOptions): Plan {
  const { eventStore, objects: address, dataDirectory } = readConfig(process.env);
  const logName = name ?? eventStore?.name ?? 'art33';
  const [source, target] = [logPlace('--from', from, logName), logPlace('--to', to, logName)];
  const file = [source, target].find((place) => place.kind === 'file');
  const settings = { address, directory: file?.directory ?? dataDirectory };
  return { from: source, to: target, objects: objectsPlan({ from: objectsFrom, to: objectsTo }, settings) };
}

/** Ctrl-C lets what is under way end, and keeps what was copied. A second one ends the process at once. */
function stopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

async function migrate(options: MigrateOptions): Promise<void> {
  const plan = planOf(options);
  const { verify, preview } = options;
  let move: Move | undefined;
  const open = async (): Promise<Move> =>
    (move ??= await Move.open({
      ...plan,
      looksOnly: verify || preview,
      onWaiting: (words) => process.stderr.write(`art33: ${words}\n`),
      signal: stopped(),
    }));
  try {
    if (verify) return tellVerified(plan, await (await open()).verify(), options.json);
    const look = async () => {
      const found = await (await open()).look();
      const answer = { ...shownPlan(plan), ...found };
      return { text: previewText(plan, found, plan.objects), answer, isEmpty: false };
    };
    if (await mayGoOn(options, look)) tellMoved(plan, await (await open()).copy(), options.json);
  } catch (error) {
    throw inWords(error, plan);
  } finally {
    await move?.close();
  }
}

const shownPlan = ({ from, to, objects }: Plan) => ({
  from: shown(from),
  to: shown(to),
  objects: objects.copies
    ? { from: shownObjects(objects.from), to: shownObjects(objects.to) }
    : { stay: shownObjects(objects.at) },
});

function tellVerified(plan: Plan, verified: Verified, json: boolean): void {
  const { from, to } = plan;
  const answer = { from: { place: shown(from), ...verified.from }, to: { place: shown(to), ...verified.to } };
  const { equal, difference } = verified;
  process.stdout.write(
    json ? `${JSON.stringify({ ...answer, equal, difference }, null, 2)}\n` : verifiedText(plan, verified),
  );
  if (!equal) throw new Failed('the two logs are not the same');
}

function tellMoved(plan: Plan, moved: Moved, json: boolean): void {
  const { from, to, equal, difference, copied, objects, grown } = moved;
  const isDone = equal && grown === 0;
  const next = isDone ? nextSteps(plan, plan.objects) : [];
  const places = shownPlan(plan);
  const answer = {
    from: { place: places.from, ...from },
    to: { place: places.to, ...to },
    equal,
    difference,
    copied,
    grown,
    objects: { ...places.objects, ...objects },
    next,
  };
  process.stdout.write(
    json ? `${JSON.stringify(answer, null, 2)}\n` : movedText(plan, moved) + (isDone ? nextStepsText(next) : ''),
  );
  if (!equal) throw new Failed('the two logs are not the same: start no service on the target');
  if (grown > 0) throw new Failed('a node writes to the source: stop it, then run the same command again');
}

const GOES_ON = 'what was copied stays; the same command goes on there';

function inWords(error: unknown, { to }: Plan): unknown {
  if (error instanceof MoveStopped) return new Failed(`stopped: ${GOES_ON}`);
  if (error instanceof TargetTaken)
    return new Failed(
      `somebody else writes to ${shown(to)}: stop every node there, and take an empty target (${error.message})`,
    );
  return error instanceof LogUnavailable ? new Failed(`${error.message}. ${GOES_ON}`) : error;
}

export const migrateCommand = (): Command =>
  asking(
    new Command('migrate')
      .description('move the log between its file and EventStoreDB, and keys and attachments with it')
      .addOption(
        new Option(
          '--from <log>',
          'sqlite:<file or data directory>, or esdb://user:password@host:2113',
        ).makeOptionMandatory(),
      )
      .addOption(
        new Option('--to <log>', 'the other of the two; empty, or begun by an earlier run').makeOptionMandatory(),
      )
      .option('--name <name>', "what the names of the log's streams on the server begin with (default: art33)")
      .option('--objects-from <place>', 'copy keys and attachments from this directory or s3://bucket/prefix?…')
      .option('--objects-to <place>', 'copy keys and attachments to this directory or s3://bucket/prefix?…')
      .option('--verify', 'copy nothing: read both logs and compare them', false)
      .option('--json', 'print the result as JSON', false),
  )
    .addHelpText(
      'after',
      `
Stop the service first. Every event keeps its id, its place, its times and its sealed bytes; the target holds the beginning of the
same log, or nothing. Broken off, the same command goes on where it was. At the end both logs are read back and compared by a digest.

Of --objects-from and --objects-to, the one left out is ART33_OBJECTS, or the data directory of the file; without both, keys and
attachments stay where they are.

Examples:
  art33 migrate --from sqlite:data --to 'esdb://art33:password@db1:2113' --objects-to 's3://bucket/art33?region=eu-central-1'
  art33 migrate --from 'esdb://art33:password@db1:2113' --to sqlite:data --yes
  art33 migrate --from sqlite:data/log.db.moved --to 'esdb://art33:password@db1:2113' --verify`,
    )
    .action(migrate);

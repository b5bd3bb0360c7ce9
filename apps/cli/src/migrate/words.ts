import { shownObjects, type ObjectsPlan } from './objects.js';
import type { Found, Moved, Verified } from './move.js';
import { shown, type FilePlace, type LogPlace, type ServerPlace } from './places.js';

export interface Ends {
  readonly from: LogPlace;
  readonly to: LogPlace;
}

const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
const quantity = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
const eventsText = (count: number): string => quantity(count, 'event', 'events');

/** What would be done. */
export function previewText({ from, to }: Ends, { events, there }: Found, objects: ObjectsPlan): string {
  const rest = events - there;
  return lines(
    `from ${shown(from)}: ${eventsText(events)}`,
    `to   ${shown(to)}: ${there === 0 ? 'empty' : `${eventsText(there)}, the same as the source's first`}`,
    rest === 0
      ? 'Every event is there already: both logs would be read back and compared.'
      : `${eventsText(rest)} would be copied, then both logs read back and compared.`,
    ...objectsText(to, objects),
    ...(from.kind === 'server'
      ? ['Stop every node first: nothing here can keep one from writing to the server meanwhile.']
      : ['Start no node on the server before all of it is done.']),
  );
}

function objectsText(to: LogPlace, objects: ObjectsPlan): readonly string[] {
  if (objects.copies)
    return [
      `Keys and attachments would be copied from ${shownObjects(objects.from)} to ${shownObjects(objects.to)}; none that was erased on either side comes back.`,
    ];
  const isAlone = to.kind === 'server' && objects.at.address === undefined;
  return [
    `Keys and attachments would not be copied: they stay in ${shownObjects(objects.at)} (--objects-from and --objects-to copy them).`,
    ...(isAlone ? ['That is a directory: nodes on other machines need a bucket, --objects-to s3://…'] : []),
  ];
}

export function verifiedText({ from, to }: Ends, verified: Verified): string {
  return lines(
    `${shown(from)}: ${eventsText(verified.from.size)}`,
    `  ${verified.from.digest}`,
    `${shown(to)}: ${eventsText(verified.to.size)}`,
    `  ${verified.to.digest}`,
    verified.equal
      ? 'The two logs are the same: every event with id, order, time, metadata and sealed bytes (SHA-256 over all leaf hashes).'
      : `The two logs are NOT the same: ${verified.difference}.`,
  );
}

/** What was done. */
export function movedText(ends: Ends, moved: Moved): string {
  const { objects, grown } = moved;
  return (
    lines(`copied: ${eventsText(moved.copied)}`) +
    verifiedText(ends, moved) +
    (objects === null
      ? ''
      : lines(
          `keys and attachments: ${quantity(objects.keys, 'key', 'keys')}, ${quantity(objects.erased, 'mark', 'marks')} of erasure, ${quantity(objects.attachments, 'attachment', 'attachments')}; ${objects.copied} of these were not there before`,
          ...(objects.damaged.length === 0
            ? []
            : [
                `  damaged before, copied as found (restore them from a backup): ${objects.damaged.slice(0, 5).join(', ')}`,
              ]),
        )) +
    (grown === 0
      ? ''
      : lines(
          `NOT FINISHED: the source has got ${eventsText(grown)} more while it was copied, so a node still writes to it.`,
          'Stop every node, then run the same command again: it goes on from here.',
        ))
  );
}

const objectsSetting = (objects: ObjectsPlan): string => {
  if (!objects.copies) return 'Leave ART33_OBJECTS as it is: keys and attachments stay where they were.';
  const { from, to } = objects;
  const { address } = to;
  const old = `The old ones in ${shownObjects(from)} are still there: destroy them once all is well, or what is erased from now on lives on there.`;
  return address === undefined
    ? `Unset ART33_OBJECTS: keys and attachments are in ${shownObjects(to)} now, which must be the data directory. ${old}`
    : `Set ART33_OBJECTS to what you gave as --objects-to. ${old}`;
};

const toServer = (from: FilePlace, to: ServerPlace, objects: ObjectsPlan): readonly string[] => [
  'Leave the service stopped until you have done all of this.',
  `Move the old log away, and do not delete it yet: mv ${from.file} ${from.file}.moved`,
  `Set ART33_EVENTSTORE to what you gave as --to${to.name === 'art33' ? '' : `, and ART33_EVENTSTORE_NAME=${to.name}`}.`,
  objectsSetting(objects),
  'Start the service; then art33 doctor looks whether every key is there.',
  `Never start a service on ${from.file}.moved again: two installations would send the same notices.`,
];

const toFile = (to: FilePlace, objects: ObjectsPlan): readonly string[] => [
  'Leave every node stopped until you have done all of this.',
  'Unset ART33_EVENTSTORE and ART33_EVENTSTORE_NAME.',
  `Set ART33_DATA=${to.directory}, where it is not that already. replica.db there is of no use any more: delete it.`,
  objectsSetting(objects),
  'Start one node, and only one; then art33 doctor looks whether every key is there, and art33 nodes retire gives up the others.',
  "Leave the server's streams alone until you are sure; never start a node on them again: two installations would send the same notices.",
];

/** What is left to be done by hand, one step each. */
export const nextSteps = ({ from, to }: Ends, objects: ObjectsPlan): readonly string[] => {
  if (from.kind === 'file' && to.kind === 'server') return toServer(from, to, objects);
  return to.kind === 'file' ? toFile(to, objects) : [];
};

export const nextStepsText = (steps: readonly string[]): string =>
  lines('', 'What to do now:', ...steps.map((step, index) => `  ${index + 1}. ${step}`));

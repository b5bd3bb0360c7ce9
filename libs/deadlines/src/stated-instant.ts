import { clockFace } from './format.js';
import { clockChanges, formatOffset, isZone, offsetAt, offsetsOfWall, parseOffset } from './zones.js';
import type { Instant, StatedInstant } from './types.js';

/** Why an entered instant is refused. */
export type InstantFaultCode =
  | 'instant-malformed'
  | 'instant-without-zone'
  | 'instant-in-double-hour'
  | 'instant-in-missing-hour'
  | 'instant-impossible'
  | 'instant-leap-second'
  | 'instant-out-of-range'
  | 'instant-offset-wrong'
  | 'instant-zone-unknown';

export interface InstantFault {
  readonly code: InstantFaultCode;
  /** The rule in words. */
  readonly rule: string;
  /** What may have been meant, earlier first: any of them can be sent back as it is. */
  readonly readings?: readonly StatedInstant[];
}

export const isInstantFault = (value: StatedInstant | InstantFault): value is InstantFault => 'code' in value;

const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;
const MINUTE = 60_000;
const DAY = 86_400_000;
const KEYS = new Set(['at', 'local', 'zone', 'offset', 'precision']);
const OFFSET = /^(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)$/;
const TEXT =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[Tt ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?(?<offset>[Zz]|[+-]\d{2}:\d{2})?(?:\[(?<bracketed>[^\]]+)\]| (?<spaced>\S+))?$/;

/** The parts of an input: the clock face read as if it were UTC, and what is said about where that clock hangs. */
interface Parts {
  readonly wall: number;
  /** The clock face is UTC itself (`Z`). */
  readonly utc: boolean;
  readonly offset: number | undefined;
  readonly zone: string | undefined;
  readonly precision: StatedInstant['precision'];
}

/**
 * Reads an instant as a person or a foreign system states it:
 *
 * - text: `2026-10-24T21:40:00+02:00`, `2026-10-25T02:30 Europe/Berlin`, `2026-10-25T02:30+02:00[Europe/Berlin]`;
 * - an object `{ local | at, zone?, offset?, precision? }`; a `StatedInstant` reads as itself.
 *
 * An offset or an IANA zone is needed; `defaultZone` stands in for both only where the asker has shown which zone it
 * asks for. The hour that the clocks go through twice needs the offset too. Fractions of a millisecond are cut off.
 * Returns a fault instead of guessing; throws RangeError only for an unknown `defaultZone`.
 */
export const parseStatedInstant = (
  input: unknown,
  options: { readonly defaultZone?: string } = {},
): StatedInstant | InstantFault => {
  const parts = partsOf(input, options.defaultZone);
  if ('code' in parts) return parts;
  const stated = resolve(parts);
  if ('code' in stated) return stated;
  return inRange(new Date(stated.at).getUTCFullYear()) ? stated : outOfRange();
};

/** An instant that a machine observed, as a person of this zone would state it. Throws RangeError for an unknown zone. */
export const stateInstant = (at: Instant, zone: string): StatedInstant => ({
  at,
  offset: formatOffset(offsetAt(Date.parse(at), zone)),
  zone,
  precision: 'exact',
});

const fault = (code: InstantFaultCode, rule: string, readings?: readonly StatedInstant[]): InstantFault => ({
  code,
  rule,
  ...(readings && { readings }),
});
const malformed = (rule: string): InstantFault => fault('instant-malformed', rule);
const outOfRange = (): InstantFault =>
  fault('instant-out-of-range', `an instant lies in the years ${FIRST_YEAR} to ${LAST_YEAR}`);
const inRange = (year: number): boolean => year >= FIRST_YEAR && year <= LAST_YEAR;

function partsOf(input: unknown, defaultZone: string | undefined): Parts | InstantFault {
  const fields = typeof input === 'string' ? { at: input } : input;
  if (typeof fields !== 'object' || fields === null) return malformed('an instant is a text or an object');
  const stranger = Object.keys(fields).find((key) => !KEYS.has(key));
  if (stranger !== undefined) return malformed(`an instant has no field ${stranger}`);
  const { at, local, zone: zoneField, offset: offsetField, precision = 'exact' } = fields as Record<string, unknown>;

  const text = at ?? local;
  if (typeof text !== 'string' || (at !== undefined && local !== undefined)) {
    return malformed('an instant has either at or local, as text');
  }
  if (zoneField !== undefined && typeof zoneField !== 'string') return malformed('zone is a text');
  if (offsetField !== undefined && typeof offsetField !== 'string') return malformed('offset is a text');
  if (precision !== 'exact' && precision !== 'approximate') return malformed('precision is exact or approximate');
  const match = TEXT.exec(text)?.groups;
  if (!match) return malformed('an instant is written as 2026-10-24T21:40:00+02:00');

  const wall = wallOf(match);
  if (typeof wall !== 'number') return wall;
  const offset = offsetOf(match['offset'], offsetField);
  if (typeof offset === 'object') return offset;
  const zoneInText = match['bracketed'] ?? match['spaced'];
  if (zoneInText !== undefined && zoneField !== undefined && zoneInText !== zoneField) {
    return malformed('two zones are stated');
  }
  const zone = zoneInText ?? zoneField ?? ((match['offset'] ?? offsetField) ? undefined : defaultZone);
  if (zone !== undefined && !isZone(zone)) return fault('instant-zone-unknown', `${zone} is no IANA time zone`);
  return { wall, utc: isUtc(match['offset'] ?? offsetField), offset, zone, precision };
}

/** `Z`, and by RFC 3339 also `-00:00`: the instant is known, the local offset is not stated. */
const isUtc = (offset: string | undefined): boolean => offset !== undefined && /^(?:[Zz]|-00:00)$/.test(offset);

function offsetOf(inText: string | undefined, inField: string | undefined): number | undefined | InstantFault {
  const [first, second] = [inText ?? inField, inText === undefined ? undefined : inField];
  for (const offset of [first, second]) {
    if (offset !== undefined && !OFFSET.test(offset)) return malformed('an offset is written as +02:00');
  }
  // `{at: '…Z', offset: '+02:00'}`: the instant in UTC, stated at that offset.
  const stated = isUtc(first) ? second : first;
  if (second !== undefined && stated !== second)
    return fault('instant-offset-wrong', 'two different offsets are stated');
  return stated === undefined || isUtc(stated) ? undefined : parseOffset(stated);
}

function wallOf(match: Record<string, string | undefined>): number | InstantFault {
  const number = (name: string): number => Number(match[name] ?? 0);
  const [year, month, day, hour] = [number('year'), number('month'), number('day'), number('hour')];
  const [minute, second] = [number('minute'), number('second')];
  if (!inRange(year)) return outOfRange();
  if (second === 60)
    return fault('instant-leap-second', 'leap seconds cannot be recorded; state the second before or after');
  if (hour > 23 || minute > 59 || second > 59) return fault('instant-impossible', 'this time of day does not exist');
  const milliseconds = Number((match['fraction'] ?? '').padEnd(3, '0').slice(0, 3));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const date = new Date(wall);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return fault('instant-impossible', `${match['year']}-${match['month']}-${match['day']} is no date`);
  }
  return wall;
}

function resolve(parts: Parts): StatedInstant | InstantFault {
  const { wall, utc, offset, zone } = parts;
  if (utc) {
    const inZone = zone === undefined ? undefined : offsetAt(wall, zone);
    if (offset !== undefined && inZone !== undefined && offset !== inZone) {
      return wrongOffset(zone, [stated(wall, inZone, parts)]);
    }
    return stated(wall, offset ?? inZone ?? 0, parts);
  }
  if (zone === undefined) {
    if (offset !== undefined) return stated(wall - offset * MINUTE, offset, parts);
    return fault('instant-without-zone', 'an instant needs an offset or an IANA time zone');
  }

  const offsets = offsetsOfWall(wall, zone);
  const readings = offsets.map((each) => stated(wall - each * MINUTE, each, parts));
  const [first, second] = readings;
  if (!first) return missingHour(wall, zone);
  if (offset !== undefined) return readings[offsets.indexOf(offset)] ?? wrongOffset(zone, readings);
  if (second) {
    const rule = `the clocks of ${zone} show this time twice; state the offset: ${first.offset} or ${second.offset}`;
    return fault('instant-in-double-hour', rule, readings);
  }
  return first;
}

const stated = (at: number, offset: number, { zone, precision }: Parts): StatedInstant => ({
  at: new Date(at).toISOString(),
  offset: formatOffset(offset),
  ...(zone !== undefined && { zone }),
  precision,
});

const wrongOffset = (zone: string | undefined, readings: readonly StatedInstant[]): InstantFault =>
  fault(
    'instant-offset-wrong',
    `${zone} does not have this offset then, but ${readings.map((reading) => reading.offset).join(' or ')}`,
    readings,
  );

function missingHour(wall: number, zone: string): InstantFault {
  const skip = clockChanges(zone, wall - DAY, wall + DAY).find(
    ({ at, before, after }) => wall >= at + before * MINUTE && wall < at + after * MINUTE,
  );
  const how = skip && `: the clocks go from ${clockFace(skip.at, skip.before)} to ${clockFace(skip.at, skip.after)}`;
  return fault('instant-in-missing-hour', `this time does not exist in ${zone}${how ?? ''}`);
}

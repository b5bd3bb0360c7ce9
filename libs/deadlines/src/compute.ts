import { clockFace, formatInstant, type InBoth, type Language } from './format.js';
import { isEuRegime } from './rules.js';
import { anchorInWords } from './words.js';
import { clockChanges, formatOffset, offsetAt, type ClockChange } from './zones.js';
import type { Assumption, Deadline, DeadlineRule, Instant, StatedInstant } from './types.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

export interface DeadlineInput {
  readonly rule: DeadlineRule;
  /** `what`: the fact that starts the period, e.g. `breach-established`. */
  readonly anchor: { readonly what: string; readonly at: StatedInstant };
  /** IANA zone whose clock the arithmetic is explained on. It never changes the due instant. */
  readonly zone: string;
  /** The organisation's internal target in hours; counts for undated duties only. */
  readonly targetHours?: number | null;
  readonly assumptions?: readonly Assumption[];
}

/**
 * The deadline of a rule from its anchor. Hours are elapsed hours on the UTC time line, for law and contract alike; for
 * acts of the European Union the reading of Reg. 1182/71 stands beside it as the outer limit. An undated duty gets no
 * due time, at most the organisation's target. Throws RangeError for an unknown zone.
 */
export const computeDeadline = (input: DeadlineInput): Deadline => {
  const { rule, anchor, zone, assumptions = [] } = input;
  const { period } = rule;
  const start = Date.parse(anchor.at.at);
  const targetHours = period.kind === 'undated' ? (input.targetHours ?? null) : null;
  const hours = period.kind === 'hours' ? period.hours : targetHours;
  const end = hours === null ? null : start + hours * HOUR;
  const changes = end === null ? [] : clockChanges(zone, start, end);
  const outerLimit =
    period.kind === 'hours' && isEuRegime(rule.regime) ? startedHourReading(start, period.hours, zone) : null;

  const arithmetic: InBoth[] = [startStep(anchor, zone)];
  if (period.kind === 'undated') arithmetic.push(undatedStep(period.wording));
  if (targetHours !== null) arithmetic.push(TARGET_STEP);
  if (hours !== null && end !== null) {
    arithmetic.push(hoursStep(hours));
    if (changes.length > 0) arithmetic.push(clockChangeStep(changes, hours, start, end, zone));
    arithmetic.push(inBoth((language) => `= ${formatInstant(instant(end), zone, language)}`));
  }
  if (outerLimit !== null) arithmetic.push(outerLimitStep(outerLimit, zone));

  const [change] = changes;
  return {
    due: period.kind === 'hours' && end !== null ? instant(end) : null,
    target: targetHours !== null && end !== null ? instant(end) : null,
    rule: { id: rule.id, version: rule.version, regime: rule.regime, source: rule.source },
    anchor,
    arithmetic,
    ...(outerLimit !== null && { outerLimit: instant(outerLimit) }),
    ...(change && {
      crossesClockChange: {
        at: instant(change.at),
        from: formatOffset(change.before),
        to: formatOffset(change.after),
      },
    }),
    assumptions,
  };
};

/**
 * Reg. (EEC, Euratom) 1182/71 Art. 3(1), (2)(a): the hour in which the event falls is not counted, and the period runs
 * to the end of its last hour. Hours are those of the zone's clock.
 */
function startedHourReading(start: number, hours: number, zone: string): number {
  const offset = offsetAt(start, zone) * MINUTE;
  const startOfHour = Math.floor((start + offset) / HOUR) * HOUR - offset;
  return startOfHour + (1 + hours) * HOUR;
}

const instant = (at: number): Instant => new Date(at).toISOString();
const inBoth = (text: (language: Language) => string): InBoth => ({ de: text('de'), en: text('en') });

/** `23.5`, in German `23,5`. The platform's own formatter is a hundred times slower, and incidents affect thousands. */
const inFigures = (count: number, language: Language): string =>
  language === 'de' ? String(count).replace('.', ',') : String(count);

const startStep = ({ what, at }: DeadlineInput['anchor'], zone: string): InBoth => ({
  de: `${anchorInWords(what, 'de')}: ${at.precision === 'exact' ? '' : 'etwa '}${formatInstant(at.at, zone, 'de')}`,
  en: `${anchorInWords(what, 'en')}: ${at.precision === 'exact' ? '' : 'about '}${formatInstant(at.at, zone, 'en')}`,
});

const hoursStep = (hours: number): InBoth => ({
  de: `+ ${inFigures(hours, 'de')} verstrichene ${hours === 1 ? 'Stunde' : 'Stunden'}`,
  en: `+ ${inFigures(hours, 'en')} elapsed ${hours === 1 ? 'hour' : 'hours'}`,
});

const undatedStep = (wording: string): InBoth => ({
  de: `ohne Stundenzahl („${wording}“): kein Fälligkeitszeitpunkt`,
  en: `no hour figure (“${wording}”): no due time`,
});

const TARGET_STEP: InBoth = {
  de: 'internes Ziel der Organisation, keine Frist',
  en: 'internal target of the organisation, not a deadline',
};

const SEASONS: Readonly<Record<ClockChange['season'], InBoth>> = {
  'summer-time-begins': { de: 'den Beginn der Sommerzeit', en: 'the beginning of summer time' },
  'summer-time-ends': { de: 'das Ende der Sommerzeit', en: 'the end of summer time' },
  other: { de: 'eine Umstellung der Uhren', en: 'a change of clocks' },
};

function clockChangeStep(
  changes: readonly ClockChange[],
  hours: number,
  start: number,
  end: number,
  zone: string,
): InBoth {
  // What the hands of the clock show is not what passes: that is why hours are counted on the UTC time line.
  const onTheWall = hours + (offsetAt(end, zone) - offsetAt(start, zone)) / 60;
  const over = (language: Language): string =>
    changes
      .map(({ at, before, after, season }) => {
        const faces = `${clockFace(at, before)} → ${clockFace(at, after)}`;
        return `${SEASONS[season][language]} (${formatInstant(instant(at), zone, language).split(',')[0]}, ${faces})`;
      })
      .join(language === 'de' ? ' und ' : ' and ');
  return {
    de: `über ${over('de')}: auf der Wanduhr ${inFigures(onTheWall, 'de')} Stunden`,
    en: `over ${over('en')}: ${inFigures(onTheWall, 'en')} hours on the wall clock`,
  };
}

const outerLimitStep = (limit: number, zone: string): InBoth => ({
  de: `äußere Grenze nach VO (EWG, Euratom) 1182/71 Art. 3 (angefangene Stunde zählt nicht): ${formatInstant(instant(limit), zone, 'de')}; nicht für Alarme`,
  en: `outer limit by Reg. (EEC, Euratom) 1182/71 Art. 3 (started hour not counted): ${formatInstant(instant(limit), zone, 'en')}; not used for alarms`,
});

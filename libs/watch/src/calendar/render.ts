import { formatDuration, reminderSteps, type Language } from '@art33/deadlines';
import { Slices, toMilliseconds } from '@art33/event-log';
import { ICalAlarmType, ICalCalendar, ICalCalendarMethod, ICalEvent, ICalEventStatus } from 'ical-generator';
import { DAYS_BACK, MOST_ENTRIES, type CalendarEntry } from './entries.js';

const WORDS = {
  de: {
    name: 'art33 – Fristen',
    about: `Offene Fristen und die in den letzten ${DAYS_BACK} Tagen erledigten.`,
    cut: `Es sind mehr als ${MOST_ENTRIES}: Dies sind die nächsten.`,
    deadline: 'Frist',
    target: 'internes Ziel',
    matter: 'Vorgang',
    states: { open: '', missed: ' – versäumt', sent: ' – gesendet, Zugang offen', settled: ' – erledigt' },
  },
  en: {
    name: 'art33 – deadlines',
    about: `Open deadlines, and those settled in the last ${DAYS_BACK} days.`,
    cut: `There are more than ${MOST_ENTRIES}: these are the nearest.`,
    deadline: 'deadline',
    target: 'internal target',
    matter: 'matter',
    states: { open: '', missed: ' – missed', sent: ' – sent, receipt open', settled: ' – settled' },
  },
} as const;

/** Calendar programs ask again after so many seconds. */
const REFRESH_SECONDS = 15 * 60;
const END = 'END:VCALENDAR';

/** `art33: Frist 24 h, Vorgang 3f2a…`: calendars are shown on walls and shared, so nothing says what the matter is. */
const titleOf = ({ isTarget, anchor, at, subject, state }: CalendarEntry, language: Language): string => {
  const words = WORDS[language];
  const period = toMilliseconds(at) - toMilliseconds(anchor);
  const length = period > 0 ? ` ${formatDuration(period)}` : '';
  const what = `${isTarget ? words.target : words.deadline}${length}`;
  return `art33: ${what}, ${words.matter} ${subject.slice(0, 4)}…${words.states[state]}`;
};

/** The reminders that art33 itself sends, in seconds before the end. */
const alarmsOf = ({ at, anchor, isTarget }: CalendarEntry): readonly number[] =>
  reminderSteps({
    due: isTarget ? null : at,
    target: isTarget ? at : null,
    anchor: { what: '', at: { at: anchor, offset: '+00:00', precision: 'exact' } },
  })
    .filter(({ kind }) => kind === 'approaching')
    .map((step) => Math.round((toMilliseconds(at) - toMilliseconds(step.at)) / 1000));

function eventOf(entry: CalendarEntry, language: Language, publicUrl: string, calendar: ICalCalendar): ICalEvent {
  const { owner, duty, at, state, sequence, changedAt } = entry;
  const summary = titleOf(entry, language);
  const event = new ICalEvent(
    {
      id: duty,
      sequence,
      stamp: new Date(changedAt),
      lastModified: new Date(changedAt),
      start: new Date(at),
      summary,
      url: `${publicUrl}/api/v1/${owner.kind}s/${owner.id}`,
      status: state === 'settled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    },
    calendar,
  );
  if (state === 'open')
    for (const trigger of alarmsOf(entry))
      event.createAlarm({ type: ICalAlarmType.display, trigger, description: summary });
  return event;
}

/** An organisation's deadlines as iCalendar (RFC 5545). The same entries give the same text. */
export async function renderCalendar(
  { entries, complete }: { readonly entries: readonly CalendarEntry[]; readonly complete: boolean },
  language: Language,
  publicUrl: string,
): Promise<string> {
  const words = WORDS[language];
  const calendar = new ICalCalendar({
    name: words.name,
    description: complete ? words.about : `${words.about} ${words.cut}`,
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'art33', product: 'deadlines', language: language.toUpperCase() },
    ttl: REFRESH_SECONDS,
  });
  const frame = calendar.toString();
  const parts = [frame.slice(0, frame.lastIndexOf(END))];
  const slices = new Slices();
  for (const entry of entries) {
    parts.push(eventOf(entry, language, publicUrl, calendar).toString());
    await slices.breathe();
  }
  return `${parts.join('')}${END}\r\n`;
}

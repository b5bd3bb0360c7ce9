import type { Commands } from '@art33/event-log';
import { organisationDecider, organisationStream } from '@art33/parties';
import { CALENDAR_SETTINGS, CalendarAddresses, type CalendarSettings } from '@art33/watch';
import type { Provider } from '@nestjs/common';

/** What calendars are given: their key, and the language in which each organisation is written to. */
export function calendarProviders(commands: Commands, key: Uint8Array, publicUrl: string): readonly Provider[] {
  const settings: CalendarSettings = {
    publicUrl,
    async languageOf(id) {
      const state = await commands.state(organisationDecider, organisationStream(id));
      return state.status === 'none' ? 'de' : state.organisation.language;
    },
  };
  return [
    { provide: CalendarAddresses, useValue: new CalendarAddresses(key, publicUrl) },
    { provide: CALENDAR_SETTINGS, useValue: settings },
  ];
}

/** An organisation's deadlines, as calendar programs read them. */
import { Module } from '@nestjs/common';
import { CalendarController } from './http/calendar.controller.js';
import { CalendarFeedController } from './http/feed.controller.js';

export { CalendarAddresses } from './addresses.js';
export { calendarEvents, type CalendarEvent } from './domain/events.js';
export { CALENDAR_SETTINGS, type CalendarSettings } from './http/feed.controller.js';
export { calendarProjection } from './projection.js';

/** Needs the log's services, `CalendarAddresses` and CALENDAR_SETTINGS from the app. */
@Module({ controllers: [CalendarController, CalendarFeedController] })
export class CalendarModule {}

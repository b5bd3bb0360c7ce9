import { deriveId } from '@art33/event-log';

export const memberIdOf = (organisation: string, personId: string): string =>
  deriveId('member', organisation, personId);

export const personStream = (personId: string): string => `person-${personId}`;
export const memberStream = (organisation: string, personId: string): string =>
  `member-${memberIdOf(organisation, personId)}`;
export const engagementStream = (engagementId: string): string => `engagement-${engagementId}`;

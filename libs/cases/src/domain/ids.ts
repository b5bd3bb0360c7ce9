import { deriveId } from '@art33/event-log';

/** One case per notice. */
export const caseIdOf = (noticeId: string): string => deriveId(noticeId, 'case');

export const caseStream = (caseId: string): string => `case-${caseId}`;

/** The id of the duty of Art. 33(1) in a case. */
export const filingDutyId = (caseId: string): string => deriveId(caseId, 'art-33-1');

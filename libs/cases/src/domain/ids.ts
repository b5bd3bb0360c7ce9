import { deriveId } from '@art33/event-log';

/** One case per notice. */
export const caseIdOf = (noticeId: string): string => deriveId(noticeId, 'case');

/** One case per notice of another installation and controller record, however often it is put on file. */
export const importedCaseIdOf = (controllerId: string, noticeId: string): string =>
  deriveId(controllerId, 'received-notice', noticeId);

/** One case per file that names no notice; `fingerprint` tells whether it is the same file. */
export const filedCaseIdOf = (controllerId: string, fingerprint: string): string =>
  deriveId(controllerId, 'received-file', fingerprint);

/** A received notice within its case: by the number of its sending, or the only one. */
export const receivedIdOf = (caseId: string, sending: number | null): string =>
  deriveId(caseId, 'received', sending ?? 'file');

export const caseStream = (caseId: string): string => `case-${caseId}`;

/** The id of the duty of Art. 33(1) in a case. */
export const filingDutyId = (caseId: string): string => deriveId(caseId, 'art-33-1');

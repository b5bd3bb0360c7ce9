import {
  isDate,
  LAENDER,
  type ContentItem,
  type Fact,
  type Irregularity,
  type NoticeKind,
  type PeriodAnchor,
  type PeriodUnit,
} from '../domain/terms.js';
import { isEmailAddress } from '../domain/text-rules.js';
import { text, word } from './shape.js';

export const id = text({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 }, (value) =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 80
    ? null
    : 'must be an id: at most 80 lower-case letters, digits and single hyphens',
);
export const date = text({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, (value) =>
  isDate(value) ? null : 'must be a date of the calendar such as 2025-11-06',
);
export const email = text({ format: 'email' }, (value) =>
  isEmailAddress(value) ? null : 'must be one e-mail address',
);
export const timeZone = text({}, (value) =>
  isTimeZone(value) ? null : 'must be an IANA time zone such as Europe/Berlin',
);
export const land = text({ enum: LAENDER }, (value) =>
  LAENDER.some((each) => each === value) ? null : `must be a Land: one of ${LAENDER.join(', ')}`,
);

export const fact = word<Fact>({
  'suspicion-known': 'a suspected breach became known',
  'breach-established': 'a personal data breach (Art. 4 no. 12 GDPR) was established',
  'irregularity-known': 'an irregularity became known, personal data or not',
  'defect-known': 'a security defect became known',
  'ruled-out-as-notifiable': 'an incident was found not to be notifiable',
});
export const irregularity = word<Irregularity>({
  'unauthorised-access-or-change': 'unauthorised access or change',
  'loss-or-damage': 'loss or damage of data',
  other: 'any other irregularity or violation',
});
export const noticeKind = word<NoticeKind>({
  breach: 'starts the 72 hours of the controller',
  'suspected-breach': 'a suspicion',
  irregularity: 'an irregularity',
  'for-information': 'for information only',
  'security-defect': 'a material defect of security',
});

export const content = word<ContentItem>({
  nature: 'nature of the breach',
  'categories-of-persons': 'categories of data subjects',
  'number-of-persons': 'approximate number of data subjects',
  'categories-of-records': 'categories of data records',
  'number-of-records': 'approximate number of data records',
  'data-affected': 'the data affected, where the text asks for no more than that',
  'contact-point': 'contact point for questions',
  consequences: 'likely consequences',
  measures: 'measures taken or proposed',
});

export const unit = word<PeriodUnit>({
  days: 'calendar days',
  weeks: 'weeks',
  'working-days': 'working days at the calendar place',
});
export const anchor = word<PeriodAnchor>({
  'request-sent': 'the controller sent a request',
  'request-received': 'the processor received a request',
  'information-sent': 'the information was sent',
  'information-received': 'the information was received',
  engagement: 'a subprocessor is engaged',
  audit: 'an audit takes place',
});

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value.includes('/') || value === 'UTC';
  } catch {
    return false;
  }
}

import { enAuthority } from './en-authority.js';
import { enCase } from './en-case.js';

/** The English words of the controller's portal. The German ones have the same keys; the compiler sees to it. */
export const en = {
  ...enCase,
  ...enAuthority,
  print: 'Print',
  needed: 'This is needed.',
  erased: '[erased]',
  reason: 'Reason',
  recorded: 'recorded',
  decidedBy: 'Decided by',
  draft: { kept: 'Draft kept on this device', discard: 'Discard draft' },
  onlyBy: {
    contact:
      'Contacts and data protection officers of your organisation may do this. An admin of it gives these roles.',
    officer:
      'The data protection officers of your organisation may decide and record here. An admin of it gives this role.',
  },
  elsewhere: {
    title: 'This belongs to {{name}}',
    text: 'You belong to it, too, and look at another organisation now.',
    switch: 'Change to {{name}}',
  },
  home: {
    title: 'My breaches',
    waiting: 'Waiting for you',
    files: 'All case files',
    receive: 'Put a received notice on file',
  },
  waiting: {
    nothing: 'Nothing waits for you.',
    'received-notice': 'Read the notice and acknowledge its receipt',
    case: 'Decide whether the authority is to be notified',
    toClose: 'It is decided: close the case file',
    deadline: 'A duty as processor runs: to the desk',
    until: 'until',
    since: 'since',
    unacknowledged: 'Not acknowledged',
  },
  file: {
    title: 'Case file',
    from: 'Case file: notice from {{name}}',
    ownFile: 'Put on file by yourselves',
    closed: 'Closed',
  },
  files: {
    search: 'Search by processor, kind, authority, reference',
    state: 'State',
    show: { all: 'All', open: 'Open', closed: 'Closed' },
    empty: {
      title: 'No case file yet',
      text: 'As soon as a processor tells you of something, or you put a notice on file yourselves, its file stands here.',
    },
    none: { title: 'Nothing found', text: 'No case file fits this search.' },
    shown: '{{shown}} of {{total}}',
    columns: { from: 'Notice from', organisation: 'Organisation', state: 'State', due: 'Clock', opened: 'Opened' },
    filedAt: 'Filed',
    noClock: 'no clock runs',
  },
  outcome: { filed: 'Filed with the authority', 'not-to-file': 'Decided not to file', none: 'Not decided yet' },
  processors: {
    title: 'Your records with processors',
    text: 'Each processor keeps a record of its own of you. Here you read all of them.',
    keptBy: 'at {{name}}',
    linked: 'linked',
    switchTo: 'Act for the record at {{name}}',
    here: 'You are here',
    switch: 'Change to {{name}}',
  },
  notice: {
    title: 'Notice',
    from: 'Notice from {{name}}',
    short: 'In short',
    told: '{{name}} told you this on',
    next: 'What to do next',
    read: 'Read what happened. It stands below, as it was sent.',
    toAcknowledge: 'Acknowledge below the text that you received it.',
    allAcknowledged: 'Receipt is acknowledged. The receipt stands below.',
    decide: 'Decide in the case file whether you notify your supervisory authority.',
    fileDecided: 'In the case file it is decided whether the authority is notified.',
    noFile: 'There is no case file yet: it opens as soon as a delivery is known.',
    toFile: 'To the case file',
    letters: 'As it was sent to you',
    noLetter: 'No written message was sent. How you were told stands below.',
    first: 'First message',
    followUp: 'Follow-up',
    sentAt: 'sent',
    arrival: 'How it arrived',
  },
  meaning: {
    breach:
      'Personal data for which you are responsible are affected. The notice starts your own 72 hours: within them you decide whether the breach is likely to be a risk for people, and if so notify your supervisory authority.',
    'suspected-breach':
      'It is not certain yet whether personal data for which you are responsible are affected. A clock is shown as a precaution, so that you lose no time. Further news will follow; you may decide earlier.',
    irregularity:
      'Something was not as it should be. Whether personal data are affected is not established. A clock is shown as a precaution until you decide or more becomes known.',
    'security-defect':
      'A defect in security was found. That data were affected is not said by that. A clock is shown as a precaution until you decide or more becomes known.',
    'for-information':
      'This is for your information. The clock is shown as a precaution; what follows from it you decide.',
  },
  grade: {
    'handed-over': 'Handed to the mail system',
    'accepted-by-server': 'Accepted by your mail server',
    opened: 'Opened by a person',
    acknowledged: 'Receipt acknowledged',
    stated: 'Stated by the processor (e.g. a call)',
    'stated-by-controller': 'Stated by yourselves',
  },
  acknowledge: {
    meaning:
      'You acknowledge that you received this message. That is a receipt, no agreement: you accept neither what it says nor any liability. {{name}} sees your name and the time; all registered contacts get the receipt. It cannot be taken back.',
    name: 'Your name',
    function: 'Your function',
    submit: 'Acknowledge receipt',
    done: 'Receipt acknowledged',
    by: 'by {{name}},',
  },
  receipt: {
    title: 'Receipts',
    text: 'Keep the receipt: it proves who acknowledged which exact text and when.',
    of: 'Message',
    by: 'Acknowledged by',
    at: 'At',
    sure: 'How sure',
    grade: {
      'link-only': 'by link only: whoever had it could acknowledge',
      'signed-in': 'signed in: a person of your organisation',
    },
    hash: 'Fingerprint of the text',
    salt: 'Salt of the fingerprint',
    log: 'Place in the log',
    disputed: 'Disputed: a contact said "this was not us"',
    download: 'Save receipt (JSON)',
  },
  receive: {
    title: 'Put a received notice on file',
    text: 'A notice that reached you in another way: a mail (.eml), a PDF or a notice.json. A case file with its clock is opened from it, and the file is kept sealed.',
    drop: 'Drop the file here, or choose it (at most 10 MiB)',
    choose: 'Choose …',
    received: 'When did you receive it?',
    receivedHint: 'Your statement: it is never taken from the file. Your clock counts from it.',
    kind: 'What do you take it for?',
    kindHint: 'Only a breach starts the clock proper; everything else one as a precaution.',
    asSaid: 'As the file says',
    processor: 'Who sent it?',
    consequence:
      'The case file is opened at once and its clock runs. It cannot be deleted; the same file again leads to the same case.',
    submit: 'Open case file',
    fault: {
      unknownType:
        'This kind of file is not taken: .eml, .pdf or notice.json. Save the message as .eml in your mail program, or print it into a PDF.',
      tooLarge: 'The file is too large: at most 10 MiB, a notice.json at most 512 KiB.',
      empty: 'The file is empty.',
    },
    unreadable: 'The file could not be read. Nothing was put on file. The service says:',
    leaveNotice: 'Put the mail alone on file, without the notice for machines in it',
    leaveNoticeHint: 'You then state who sent it and what you take it for; it cannot be acknowledged from here.',
    foundNotice: 'It holds a notice for machines: nothing more needs to be stated than when it came.',
    foundNone: 'It holds no notice for machines: state who sent it and what you take it for.',
  },
  register: {
    title: 'Register of breaches',
    text: 'Every breach of {{name}} with its facts, effects, remedial action and what was decided (Art. 33(5) GDPR).',
    search: 'Search the register',
    empty: 'Every case file has its entry here.',
    toFile: 'To the case file',
    csv: 'Save as CSV',
    xlsx: 'Save as XLSX',
  },
};

/** The shape that both languages have. */
export type Words = typeof en;

/** The English words of what an authority is told. */
export const enAuthority = {
  authority: {
    title: 'Details for the authority',
    to: 'Details for the authority',
    text: 'What Art. 33(3) GDPR asks for, put together from this case file to be taken into the form of your authority. The words are those of the notice; nothing was added. Check all of it: filing it, and answering for it, is yours. art33 sends nothing to the authority.',
    missing: 'What you still have to supply',
    nothingMissing: 'The case file says something on every point. Whether it is enough, you decide.',
    unread:
      'This case file has no notice whose text art33 can read. Take the details from the file that was put on it.',
    lacks: 'not in the case file',
    isOpen: 'the processor does not know all of it yet',
    told: 'told so on',
    arrived: 'received {{at}}',
    copy: 'Copy',
    copyAll: 'Copy everything',
    counted: {
      proper: 'receipt of the notice of a breach',
      precautionary: 'counted as a precaution; awareness is not proven',
      decided: 'your own statement',
    },
    groups: {
      who: 'Who files',
      when: 'When it became known',
      breach: 'The breach (Art. 33(3))',
      communicated: 'Persons concerned (Art. 34)',
    },
    facts: {
      controller: 'Controller',
      address: 'Address',
      contact: 'Data protection officer or other contact point (b)',
      phase: 'Kind of filing',
      processor: 'Told by the processor',
      awareness: 'The processor’s awareness',
      aware: 'Your awareness, from which is counted',
      ends: 'End of the 72 hours',
      reasons: 'Reasons for the delay',
      nature: 'Nature of the breach (a)',
      persons: 'Persons: categories and number (a)',
      data: 'Data and records: categories and number (a)',
      consequences: 'Likely consequences (c)',
      measures: 'Measures of the processor (d)',
      processorContact: 'Contact at the processor',
      gaps: 'Still open, says the notice',
      communication: 'Communication to the persons',
    },
  },
};

/** The shape that both languages have. */
export type AuthorityWords = typeof enAuthority;

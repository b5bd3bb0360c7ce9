import { faultsOf, withLines } from './testing/good-file.js';

describe('rules that span fields', () => {
  test.each([
    [
      'the same id twice',
      { 24: '  - id: breach', 23: '' },
      ['24:9 triggers[1].id: `breach` is used twice in this list, first in line 18'],
    ],
    [
      'an open term that is not there',
      { 23: '    assumptions: [whose-knowledge]' },
      ['23:19 triggers[0].assumptions[0]: there is no open term `whose-knowledge`'],
    ],
    [
      'a trigger that is not there',
      { 23: '    followUpOf: { triggers: [rumour] }' },
      ['23:30 triggers[0].followUpOf.triggers[0]: there is no trigger `rumour`'],
    ],
    [
      'a follow-up of itself',
      { 23: '    followUpOf: { triggers: [breach] }' },
      ['23:17 triggers[0].followUpOf: `breach` would be a follow-up of itself'],
    ],
    [
      'two triggers that follow each other',
      { 28: '    time: { kind: undated, wording: sofort }\n    followUpOf: { triggers: [breach] }' },
      [
        '23:17 triggers[0].followUpOf: `breach` would be a follow-up of itself',
        '29:17 triggers[1].followUpOf: `suspicion` would be a follow-up of itself',
      ],
    ],
    [
      'a value that the open term cannot have',
      { 23: '    onlyWhile: { openTerm: restart, value: perhaps }' },
      ['23:44 triggers[0].onlyWhile.value: is none of the values of `restart`'],
    ],
    [
      'an open term without a value',
      { 23: '    followUpOf: { triggers: [suspicion], openTerm: restart }' },
      ['23:17 triggers[0].followUpOf.value: is missing: the value of the open term'],
    ],
    [
      'a value without an open term',
      { 23: '    followUpOf: { triggers: [suspicion], value: follow-up }' },
      ['23:17 triggers[0].followUpOf.openTerm: is missing: the open term that has this value'],
    ],
    [
      'a suspicion that would start the 72 hours',
      { 27: '    noticeKind: breach' },
      ['27:17 triggers[1].noticeKind: the kind breach belongs to the fact breach-established, and to no other'],
    ],
    [
      'a breach that would not',
      { 21: '    noticeKind: irregularity' },
      ['21:17 triggers[0].noticeKind: the kind breach belongs to the fact breach-established, and to no other'],
    ],
    [
      'no trigger for a breach',
      { 20: '    fact: defect-known', 21: '    noticeKind: security-defect' },
      [
        '18:3 triggers: no trigger for the fact breach-established: where the text has no such clause, Art. 33(2) GDPR stands in its place, undated',
      ],
    ],
    [
      'irregularities of something else',
      { 27: '    noticeKind: suspected-breach\n    irregularities: [other]' },
      ['28:21 triggers[1].irregularities: only for the fact irregularity-known'],
    ],
    [
      'an irregularity without saying which',
      { 26: '    fact: irregularity-known', 27: '    noticeKind: irregularity' },
      ['24:5 triggers[1].irregularities: is missing: which irregularities fire this trigger'],
    ],
    [
      'a particular that is not listed',
      { 36: '' },
      ['30:3 requiredContent: `consequences` is missing: list it with `clause: none` if it is not owed'],
    ],
    [
      'a particular listed twice',
      { 36: '  - { item: consequences, clause: none }\n  - { item: nature, clause: none }' },
      ['37:13 requiredContent[7].item: `nature` is used twice in this list, first in line 30'],
    ],
    [
      'a form without a clause',
      { 38: 'noticeForm: { form: text, clause: none }' },
      ['38:35 noticeForm.clause: a form is stated: name the clause that states it'],
    ],
    [
      'a form that is stated and open',
      { 38: 'noticeForm: { form: text, clause: § 9, openTerm: restart }' },
      [
        '38:50 noticeForm.openTerm: a form is stated: nothing is open here',
        '38:50 noticeForm.openTerm: `restart` must have `text` among its values',
      ],
    ],
    [
      'a period without a figure or a question',
      { 43: '      kind: objection, length: none, unit: none, anchor: information-received }' },
      ['42:5 periods[0].openTerm: is missing: the open term that asks for the length'],
    ],
    [
      'a figure without a unit',
      { 43: '      kind: objection, length: 3, unit: none, anchor: information-received }' },
      ['43:41 periods[0].unit: length and unit are either both given or both none'],
    ],
    [
      'a period that counts from nothing',
      { 43: '      kind: objection, length: 3, unit: weeks }' },
      ['42:5 periods[0].openTerm: is missing: the open term that asks for the anchor'],
    ],
    [
      'a question for a length that takes other answers',
      { 43: '      kind: objection, length: none, unit: none, anchor: information-received, openTerm: restart }' },
      ['43:90 periods[0].openTerm: it asks for a length: that open term needs `answer: period`'],
    ],
    [
      'a question for an anchor that takes other answers',
      { 43: '      kind: objection, length: 3, unit: weeks, openTerm: restart }' },
      [
        expect.stringMatching(
          /^43:58 periods\[0\]\.openTerm: it asks for the anchor: its values must be of request-sent, /,
        ),
      ],
    ],
    [
      'a default that is no date',
      { 51: '    default: 14 days\n    answer: date', 52: '', 53: '', 54: '', 23: '' },
      ['51:14 openTerms[0].default: is no answer of kind date'],
    ],
    [
      'a closed list and an answer',
      { 51: '    default: none\n    answer: period' },
      ['52:13 openTerms[0].answer: a closed list of values is given: leave `answer` out'],
    ],
    [
      'a value given twice',
      { 54: '      - { value: follow-up, de: ja, en: a new time }' },
      ['54:18 openTerms[0].values[1].value: `follow-up` is used twice in this list, first in line 53'],
    ],
    ['a list of one value', { 54: '' }, ['53:7 openTerms[0].values: must have at least 2 entries']],
  ])('%s', (_name, lines, expected) => {
    expect(faultsOf(withLines(lines))).toEqual(expected);
  });
});

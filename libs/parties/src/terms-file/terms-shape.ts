import type { OpenTerm, Terms } from '../domain/terms.js';
import {
  bool,
  byKind,
  list,
  mapped,
  optional,
  orNone,
  record,
  required,
  text,
  wholeNumberAbove0,
  word,
  type Shape,
} from './shape.js';
import { anchor, content, date, email, fact, id, irregularity, land, noticeKind, timeZone, unit } from './words.js';

/** The first line of every terms file: what it is, and in which version of the format it is written. */
export const FORMAT = 'terms/1';

const localised = record({ de: required(text(), 'In German.'), en: required(text(), 'In English.') });
const clause = text();

const common = {
  id: required(id, 'Unique in its list; stays the same in later versions.'),
  clause: required(clause, 'Where it stands in the text, in quotes where it is a number.'),
  summary: required(localised, 'What it says, in your own words.'),
};
const openTerm = optional(id, 'The open term that must be settled first.');
const assumptions = optional(list(id, 1), 'Further open terms that enter the computation and are shown with it.');

const trigger = record({
  id: required(id, 'Unique among the triggers; stays the same in later versions.'),
  clause: required(clause, 'The clause that owes the notice.'),
  fact: required(fact, 'What must have become known.'),
  irregularities: optional(list(irregularity, 1), 'For irregularity-known: which ones.'),
  noticeKind: required(noticeKind, 'The kind of notice owed.'),
  time: required(
    byKind({
      hours: record({
        kind: required(word({ hours: 'at the latest after so many hours' }), 'A figure in hours.'),
        hours: required(wholeNumberAbove0(), 'Elapsed hours from the knowledge of the fact.'),
        wording: optional(text(), 'The word beside the figure, if any, e.g. unverzüglich.'),
      }),
      undated: record({
        kind: required(word({ undated: 'no figure' }), 'No figure: none is ever computed.'),
        wording: required(text(), 'The word of the text, e.g. unverzüglich.'),
      }),
    }),
    'The time that the text gives.',
  ),
  onlyWhile: optional(
    record({
      openTerm: required(id, 'An open term.'),
      value: required(text(), 'The value that it must have.'),
    }),
    'The trigger exists only while an open term has this value.',
  ),
  followUpOf: optional(
    record({
      triggers: required(
        list(id, 1),
        'Once one of these has fired, a follow-up to its duty is owed, and no new time runs.',
      ),
      openTerm: optional(id, 'Where the text does not say so: the open term that does.'),
      value: optional(text(), 'The value that the open term must have.'),
    }),
    'When a notice given before makes this one a follow-up.',
  ),
  assumptions,
});

const openTermShape = mapped(
  record({
    id: required(id, 'Unique among the open terms; stays the same in later versions.'),
    clause: required(clause, 'What leaves it open.'),
    question: required(localised, 'The question that a person is to answer.'),
    default: required(
      orNone(text()),
      'Used meanwhile and shown as an assumption; none: nothing is computed meanwhile.',
    ),
    values: optional(
      list(
        record({
          value: required(id, 'One possible answer; stays the same in later versions.'),
          de: required(text(), 'What it means, in German.'),
          en: required(text(), 'What it means, in English.'),
        }),
        2,
      ),
      'The possible answers, where they are a closed list.',
    ),
    answer: optional(
      word({ period: 'such as `14 days`', date: 'such as 2026-01-01', place: 'such as `HE Frankfurt am Main`' }),
      'What an answer must look like where the list is not closed.',
    ),
  }),
  ({ values, ...openTerm }): OpenTerm => ({
    ...openTerm,
    ...(values && {
      values: values.map(({ value }) => value),
      meanings: Object.fromEntries(values.map(({ value, de, en }) => [value, { de, en }])),
    }),
  }),
);

const termsFields = {
  id: required(id, 'Stays the same in every version of these terms, e.g. ratiomedicus-avv.'),
  version: required(text(), 'As the text states it, in quotes where it is a number.'),
  effectiveFrom: required(date, 'The date from which this version may be agreed.'),
  title: required(text(), 'What the text calls itself.'),
  language: required(word({ de: 'German', en: 'English' }), 'The language of the text.'),
  processor: required(
    record({
      id: required(id, 'Of the legal entity; stays the same.'),
      name: required(text(), 'The firm as registered.'),
      address: required(text(), 'Street, postcode, place.'),
      register: required(orNone(text()), 'Court and number of the commercial register.'),
      email: required(orNone(email), 'The general address that the text names.'),
      place: required(text(), 'The seat.'),
      land: required(land, 'The Land of the seat.'),
      timeZone: required(timeZone, 'The zone in which its times are shown.'),
    }),
    'The company that processes on behalf (Auftragsverarbeiter).',
  ),
  dataProtectionContact: required(
    record({
      name: required(orNone(text()), 'Person or department.'),
      email: required(orNone(email), 'Its address.'),
      clause: required(clause, 'Where the text names it or says how to learn it.'),
      note: required(localised, 'What is to be known about it.'),
    }),
    'Data protection officer or other contact of the processor.',
  ),
  triggers: required(list(trigger, 1), 'What starts a duty of notice.'),
  requiredContent: required(
    list(
      record({
        item: required(content, 'One particular.'),
        clause: required(
          orNone(clause),
          'The clause that owes it; none: not owed by this text, asked for all the same.',
        ),
        asFarAsPossible: optional(bool(), 'The text owes it only as far as possible.'),
      }),
      1,
    ),
    'What a notice owes; every particular of clause 9.2 of the standard clauses 2021/915 is listed.',
  ),
  noticeForm: required(
    record({
      form: required(word({ text: 'text form, § 126b BGB', none: 'no form stated' }), 'The form of a notice.'),
      clause: required(orNone(clause), 'The clause that says so.'),
      openTerm: optional(
        id,
        'Where no form is stated: the open term that asks for it; its value `text` demands text form.',
      ),
    }),
    'The form that a notice must have.',
  ),
  subprocessors: required(
    list(
      record({
        id: required(id, 'Of the legal entity: the same company has the same id in every file.'),
        name: required(text(), 'The firm as the text writes it.'),
        service: required(text(), 'What it does, with which data.'),
        place: required(text(), 'Where it does it.'),
        safeguard: required(orNone(text()), 'For a third country: what covers the transfer.'),
        clause: required(clause, 'Where it is listed.'),
        ownSphere: optional(
          record({
            clause: required(clause, 'Where the text says so.'),
            question: required(localised, 'The question to be asked for every incident.'),
          }),
          'It also acts in its own responsibility.',
        ),
      }),
    ),
    'The subprocessors authorised by the text.',
  ),
  subprocessorChange: required(
    record({
      ...common,
      approval: optional(
        word({ required: 'silence is never approval', 'by-silence': 'no objection in time counts as approval' }),
        'What approves a change; required, where left out.',
      ),
    }),
    'How subprocessors are added or replaced.',
  ),
  periods: required(
    list(
      record({
        ...common,
        kind: required(
          word({
            'working-days': 'to be done within so many working days',
            'lead-time': 'to be done so long before; counts backwards',
            objection: 'may be objected to for so long',
          }),
          'The kind of period.',
        ),
        length: required(orNone(wholeNumberAbove0()), 'The figure; none where the text leaves it open.'),
        unit: required(orNone(unit), 'Its unit.'),
        anchor: optional(anchor, 'What it counts from, or back from; left out where the text does not say.'),
        openTerm,
        assumptions,
      }),
    ),
    'Working days, lead times, objection periods.',
  ),
  recurringDuties: required(
    list(
      record({
        ...common,
        every: optional(
          word({ quarter: 'every three months', year: 'every year' }),
          'Left out: "regularly" and the like.',
        ),
        openTerm,
      }),
    ),
    'What the processor must do again and again.',
  ),
  controllerDuties: required(list(record(common)), 'What the controller must do.'),
  otherClauses: required(list(record(common)), 'What is kept and shown, and computes nothing.'),
  openTerms: required(list(openTermShape), 'What the text leaves open or contradicts.'),
  silentOn: optional(
    list(
      record({
        id: required(id, 'Unique in this list.'),
        summary: required(localised, 'What is not regulated, and what follows.'),
      }),
    ),
    'What a reader would look for and the text does not regulate.',
  ),
};

/** A whole terms file. The annotation holds the file and `Terms` together. */
export const termsFileShape: Shape<Terms & { readonly art33: typeof FORMAT }> = record({
  art33: required(word({ [FORMAT]: 'this format' }), 'The format of this file.'),
  ...termsFields,
});

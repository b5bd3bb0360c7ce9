import { fold, spec } from '@art33/event-log';
import {
  agreement,
  at,
  conclude,
  controller,
  later,
  otherProcessor,
  processor,
  start,
  termsId,
} from '../testing/samples.js';
import { agreementDecider, termsVersionAt, type AgreementState } from './agreement-decider.js';
import type { AgreementEvent } from './events.js';

const concluded: AgreementEvent = {
  type: 'AgreementConcluded',
  data: {
    agreementId: agreement,
    processorId: processor,
    controllerId: controller,
    termsId,
    termsVersion: 1,
    from: start,
    subprocessors: ['hosting-gmbh', 'mail-ltd'],
    at,
  },
};
const ended: AgreementEvent = { type: 'AgreementEnded', data: { agreementId: agreement, until: later, at } };
const authorised: AgreementEvent = {
  type: 'SubprocessorAuthorised',
  data: { agreementId: agreement, subprocessorId: 'analysis-gmbh', from: later, at },
};
const withdrawn: AgreementEvent = {
  type: 'SubprocessorWithdrawn',
  data: { agreementId: agreement, subprocessorId: 'mail-ltd', until: later, at },
};
const moved: AgreementEvent = {
  type: 'AgreementMovedToVersion',
  data: {
    agreementId: agreement,
    termsVersion: 2,
    from: later,
    authorised: ['analysis-gmbh'],
    withdrawn: ['mail-ltd'],
    at,
  },
};

const before = '2025-12-31T22:59:59.999Z';
const muchLater = '2027-01-01T00:00:00.000Z';
const move = {
  type: 'move-to-version',
  termsVersion: 2,
  from: later,
  subprocessors: ['hosting-gmbh', 'analysis-gmbh'],
  onBehalfOf: processor,
} as const;
const authorise = {
  type: 'authorise-subprocessor',
  subprocessorId: 'analysis-gmbh',
  from: later,
  onBehalfOf: processor,
} as const;
const withdraw = {
  type: 'withdraw-subprocessor',
  subprocessorId: 'mail-ltd',
  until: later,
  onBehalfOf: processor,
} as const;
const end = { type: 'end-agreement', until: later, onBehalfOf: processor } as const;

const stateAfter = (...events: readonly AgreementEvent[]): Extract<AgreementState, { status: 'concluded' }> => {
  const state = fold(agreementDecider, events);
  if (state.status === 'none') throw new Error('nothing was concluded');
  return state;
};
const spans = (...events: readonly AgreementEvent[]) =>
  stateAfter(...events).authorisations.map(({ subprocessorId, by, from, until }) => [subprocessorId, by, from, until]);

const anAgreement = spec(agreementDecider);
const running = anAgreement.given([concluded]);

describe('concluding an agreement', () => {
  test('it starts with one version of terms and its subprocessors', () => {
    anAgreement.when(conclude, at).then([concluded]);
    expect(spans(concluded)).toEqual([
      ['hosting-gmbh', 'terms', start, null],
      ['mail-ltd', 'terms', start, null],
    ]);
  });
  test('concluding the same again changes nothing', () => running.when(conclude, later).then([]));
  test('a pair has no second agreement under the same terms while one lasts', () => {
    running.when({ ...conclude, termsVersion: 2 }, at).thenRefused('agreement-exists', 'controllerId');
    running.when({ ...conclude, from: later }, at).thenRefused('agreement-exists', 'controllerId');
  });
  test('the next agreement does not overlap the one before', () =>
    running
      .given([ended])
      .when({ ...conclude, from: start }, at)
      .thenRefused('agreements-overlap', 'from'));
  test('an ended agreement stays ended: the next one is another', () =>
    running
      .given([ended])
      .when({ ...conclude, from: later }, at)
      .thenRefused('agreement-ended'));
});

describe('moving to another version of the terms', () => {
  test('authorises what only the new version names and withdraws what only the old one did', () => {
    running.when(move, at).then([moved]);
    expect(spans(concluded, moved)).toEqual([
      ['hosting-gmbh', 'terms', start, null],
      ['mail-ltd', 'terms', start, later],
      ['analysis-gmbh', 'terms', later, null],
    ]);
  });
  test('keeps what the controller authorised separately', () =>
    running
      .given([authorised])
      .when({ ...move, subprocessors: ['hosting-gmbh', 'mail-ltd'], from: muchLater }, at)
      .then([{ ...moved, data: { ...moved.data, from: muchLater, authorised: [], withdrawn: [] } } as AgreementEvent]));
  test('authorises again what was withdrawn and the new version names', () => {
    const [event] = running
      .given([withdrawn])
      .when({ ...move, subprocessors: ['hosting-gmbh', 'mail-ltd'], from: muchLater }, at)
      .events();
    expect(event?.data).toMatchObject({ authorised: ['mail-ltd'], withdrawn: [] });
  });
  test('moving to the version that is accepted already changes nothing', () => {
    running.given([moved]).when(move, later).then([]);
    running.when({ ...move, termsVersion: 1 }, at).then([]);
  });
  test('a version is accepted no earlier than the one before', () =>
    running
      .given([moved])
      .when({ ...move, termsVersion: 3, from: start }, at)
      .thenRefused('version-before-current', 'from'));
  test('the version accepted at an instant is known, before the start the first', () => {
    const state = stateAfter(concluded, moved);
    expect([before, start, '2026-06-30T23:59:59.999Z', later].map((instant) => termsVersionAt(state, instant))).toEqual(
      [1, 1, 1, 2],
    );
  });
  test('an agreement that is not there cannot be moved', () => anAgreement.when(move, at).thenRefused('not-found'));
});

describe('subprocessors under an agreement', () => {
  test('the controller authorises one more, once', () => {
    running.when(authorise, at).then([authorised]);
    running
      .given([authorised])
      .when({ ...authorise, from: muchLater }, at)
      .then([]);
    running.when({ ...authorise, subprocessorId: 'mail-ltd' }, at).then([]);
  });
  test('is named by its id', () =>
    running.when({ ...authorise, subprocessorId: '' }, at).thenRefused('subprocessor-missing', 'subprocessorId'));
  test('nothing is authorised before the agreement starts or after it has ended', () => {
    running.when({ ...authorise, from: before }, at).thenRefused('before-agreement', 'from');
    running.given([ended]).when(authorise, at).thenRefused('agreement-ended');
  });
  test('an authorisation is not silently moved to an earlier start', () =>
    running
      .given([authorised])
      .when({ ...authorise, from: start }, at)
      .thenRefused('authorised-later', 'from'));
  test('a withdrawal ends the authorisation and keeps its history', () => {
    running.when(withdraw, at).then([withdrawn]);
    expect(spans(concluded, withdrawn)).toContainEqual(['mail-ltd', 'terms', start, later]);
  });
  test('a withdrawal is recorded once', () => {
    running.given([withdrawn]).when(withdraw, at).then([]);
    running
      .given([withdrawn])
      .when({ ...withdraw, until: muchLater }, at)
      .thenRefused('withdrawn-already', 'until');
  });
  test('what was never authorised cannot be withdrawn', () =>
    running.when({ ...withdraw, subprocessorId: 'nobody' }, at).thenRefused('not-authorised', 'subprocessorId'));
  test('a withdrawal does not precede the authorisation', () =>
    running.when({ ...withdraw, until: before }, at).thenRefused('withdrawn-before-authorised', 'until'));
  test('a subprocessor may be authorised again after a withdrawal', () =>
    running
      .given([withdrawn])
      .when({ ...authorise, subprocessorId: 'mail-ltd', from: muchLater }, at)
      .then([
        {
          type: 'SubprocessorAuthorised',
          data: { agreementId: agreement, subprocessorId: 'mail-ltd', from: muchLater, at },
        },
      ]));
});

describe('ending an agreement', () => {
  test('it ends once', () => {
    running.when(end, at).then([ended]);
    running.given([ended]).when(end, later).then([]);
    running
      .given([ended])
      .when({ ...end, until: muchLater }, at)
      .thenRefused('agreement-ended');
  });
  test('it does not end before it starts', () =>
    running.when({ ...end, until: before }, at).thenRefused('ended-before-start', 'until'));
  test('no version is accepted after the end', () =>
    running.given([ended]).when(move, at).thenRefused('agreement-ended'));
});

test('another processor learns nothing of an agreement', () => {
  for (const command of [conclude, move, authorise, withdraw, end])
    running.when({ ...command, onBehalfOf: otherProcessor }, at).thenRefused('not-found');
});

import { incidentDecider } from './decider.js';
import type { IncidentEvent } from './events.js';
import type { AffectedAgreement } from './values.js';
import {
  affected,
  agreement,
  breachKnown,
  byTerms,
  closed,
  confirmed,
  given,
  logged,
  NOW,
  ours,
  suspicion,
} from '../testing/samples.js';

describe('affected controllers', () => {
  const affect = (agreements: readonly AffectedAgreement[], chunk = 1, chunks = 1) =>
    ({ type: 'affect-controllers', rule: byTerms, evaluatedAtLogNumber: 7, chunk, chunks, agreements }) as const;
  it('are listed with the rule and the log number it was evaluated at; ended agreements are marked', () =>
    given(logged)
      .when(affect([agreement(1), agreement(2, true)]))
      .then([affected([agreement(1), agreement(2, true)])]));
  it('are not listed twice, whichever rule selects them', () =>
    given(logged, affected([agreement(1)]))
      .when({ ...affect([agreement(1), agreement(2)]), rule: { by: 'agreements' } })
      .then([
        {
          ...affected([agreement(2)]),
          data: {
            rule: { by: 'agreements' },
            evaluatedAtLogNumber: 7,
            chunk: 1,
            chunks: 1,
            agreements: [agreement(2)],
          },
        } as IncidentEvent,
      ]));
  it('selected again by the same rule change nothing', () =>
    given(logged, affected([agreement(1)]))
      .when(affect([agreement(1)]))
      .then([]));
  it('that match later are added by the same rule', () =>
    given(logged, affected([agreement(1)]))
      .when(affect([agreement(1), agreement(2)]))
      .then([affected([agreement(2)])]));
  it('may be nobody: the rule is recorded', () =>
    given(logged)
      .when(affect([]))
      .then([affected([])]));
  it('are listed in chunks of at most 500', () =>
    given(logged)
      .when(affect(Array.from({ length: 501 }, (_, n) => agreement(n))))
      .thenRefused('chunk-too-large', 'agreements'));
});

describe('closing', () => {
  const close = { type: 'close-incident', blockers: [] } as const;
  it('closes what is decided', () =>
    given(logged, affected([agreement(1)]))
      .when(close)
      .then([closed]));
  it('is refused while a duty is undecided, naming the notices', () => {
    const blockers = [{ noticeId: 'n1', reason: 'duty-open', duty: 'breach' }];
    given(logged)
      .when({ ...close, blockers })
      .thenRefused('duties-undecided');
    expect(
      incidentDecider.decide(
        { ...close, blockers, onBehalfOf: ours, now: NOW },
        incidentDecider.evolve(incidentDecider.initialState, logged),
      ),
    ).toMatchObject({
      details: { blockers },
    });
  });
  it('is refused while a list of affected controllers is incomplete', () => {
    given(logged, affected([agreement(1)], 1, 2))
      .when(close)
      .thenRefused('affected-list-incomplete');
    given(logged, affected([agreement(1)], 1, 2), affected([], 1, 1))
      .when(close)
      .then([closed]);
  });
  it('is done once', () => given(logged, closed).when(close).then([]));
  it('ends all editing', () => {
    given(logged, closed).when({ type: 'add-details', note: 'late', changes: {} }).thenRefused('incident-closed');
    given(logged, closed).when({ type: 'establish-awareness', known: suspicion }).thenRefused('incident-closed');
  });
});

describe('reopening', () => {
  it('by a person carries its reason', () => {
    const cause = { by: 'person', reason: 'new log files' } as const;
    given(logged, closed)
      .when({ type: 'reopen-incident', cause })
      .then([{ type: 'IncidentReopened', data: { cause } }]);
    given(logged, closed)
      .when({ type: 'reopen-incident', cause: { by: 'person', reason: '' } })
      .thenRefused('reason-missing', 'reason');
  });
  it('by a duty that opens later names the notice', () => {
    const cause = { by: 'duty', noticeId: 'n1', duty: 'breach' } as const;
    given(logged, closed)
      .when({ type: 'reopen-incident', cause })
      .then([{ type: 'IncidentReopened', data: { cause } }]);
  });
  it('of an open incident changes nothing', () =>
    given(logged)
      .when({ type: 'reopen-incident', cause: { by: 'duty', noticeId: 'n1', duty: 'breach' } })
      .then([]));
  it('allows editing again and keeps what it was found to be', () =>
    given(logged, breachKnown, confirmed, closed)
      .when({ type: 'reopen-incident', cause: { by: 'person', reason: 'new log files' } })
      .thenState((state) => expect(state).toMatchObject({ status: 'open', assessment: 'breach' })));
});

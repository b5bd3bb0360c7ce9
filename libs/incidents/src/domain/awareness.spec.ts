import type { IncidentFact } from './facts.js';
import {
  breach,
  breachKnown,
  confirmed,
  earlier,
  established,
  future,
  given,
  instant,
  logged,
  NOW,
  ruledOut,
  ruledOutKnown,
  suspected,
  suspicion,
  told,
} from '../testing/samples.js';

describe('awareness', () => {
  it('is established per fact', () => {
    const irregularity: IncidentFact = {
      fact: 'irregularity-known',
      irregularity: 'unauthorised-access-or-change',
      at: told,
    };
    given(logged, suspected)
      .when({ type: 'establish-awareness', known: irregularity })
      .then([{ type: 'AwarenessEstablished', data: irregularity }]);
  });
  it('at this very instant is not in the future', () =>
    given(logged)
      .when({ type: 'establish-awareness', known: { ...suspicion, at: instant(NOW) } })
      .thenState((state) => expect(state.facts).toHaveLength(1)));
  it('in the future is refused', () =>
    given(logged)
      .when({ type: 'establish-awareness', known: { ...suspicion, at: future } })
      .thenRefused('instant-in-future', 'at'));
  it('names the irregularity, and only for an irregularity', () => {
    given(logged)
      .when({ type: 'establish-awareness', known: { fact: 'irregularity-known', at: told } })
      .thenRefused('irregularity-unnamed', 'irregularity');
    given(logged)
      .when({ type: 'establish-awareness', known: { ...suspicion, irregularity: 'other' } })
      .thenRefused('irregularity-misplaced', 'irregularity');
  });
  it('established again at the same instant changes nothing', () =>
    given(logged, suspected)
      .when({ type: 'establish-awareness', known: { ...suspicion, at: { ...told, offset: '+00:00' } } })
      .then([]));
  it('established again at another instant is a correction and needs a reason', () => {
    given(logged, suspected)
      .when({ type: 'establish-awareness', known: { ...suspicion, at: earlier } })
      .thenRefused('awareness-already-established', 'at');
    given(logged, suspected)
      .when({ type: 'establish-awareness', known: { ...suspicion, at: established } })
      .thenRefused('awareness-already-established', 'at');
  });
  it('is corrected with a reason, and the new instant counts', () => {
    const correction = {
      type: 'correct-awareness',
      known: { ...suspicion, at: earlier },
      reason: 'the on-call desk knew',
    } as const;
    given(logged, suspected)
      .when(correction)
      .then([
        {
          type: 'AwarenessCorrected',
          data: { fact: 'suspicion-known', from: told, to: earlier, reason: 'the on-call desk knew' },
        },
      ]);
    given(logged, suspected)
      .when(correction)
      .thenState((state) => expect(state.facts).toEqual([{ ...suspicion, at: earlier }]));
  });
  it('is not corrected without a reason', () =>
    given(logged, suspected)
      .when({ type: 'correct-awareness', known: { ...suspicion, at: earlier }, reason: ' ' })
      .thenRefused('reason-missing', 'reason'));
  it('is not corrected into the future', () =>
    given(logged, suspected)
      .when({ type: 'correct-awareness', known: { ...suspicion, at: future }, reason: 'r' })
      .thenRefused('instant-in-future', 'at'));
  it('corrected to what it is changes nothing', () =>
    given(logged, suspected).when({ type: 'correct-awareness', known: suspicion, reason: 'r' }).then([]));
  it('of a fact that is not known cannot be corrected', () =>
    given(logged)
      .when({ type: 'correct-awareness', known: suspicion, reason: 'r' })
      .thenRefused('fact-not-established', 'fact'));
});

describe('confirming a breach', () => {
  it('establishes the fact with its instant', () =>
    given(logged, suspected).when({ type: 'confirm-as-breach', at: established }).then([breachKnown, confirmed]));
  it('happens where the fact is established', () =>
    given(logged).when({ type: 'establish-awareness', known: breach }).then([breachKnown, confirmed]));
  it('is done once', () =>
    given(logged, breachKnown, confirmed).when({ type: 'confirm-as-breach', at: established }).then([]));
  it('with another instant is a correction and needs a reason', () =>
    given(logged, breachKnown, confirmed)
      .when({ type: 'confirm-as-breach', at: told })
      .thenRefused('awareness-already-established', 'at'));
  it('revives an incident that was ruled out, and the ruling falls', () =>
    given(logged, ruledOut, ruledOutKnown)
      .when({ type: 'confirm-as-breach', at: established })
      .thenState((state) => {
        expect(state).toMatchObject({ assessment: 'breach', ruling: null });
        expect(state.facts).toEqual([breach]);
      }));
});

describe('ruling out', () => {
  const ruleOut = {
    type: 'rule-out',
    ruling: 'not-a-personal-data-breach',
    at: established,
    reason: 'test data only',
  } as const;
  it('carries its reason and establishes the fact that starts information duties', () =>
    given(logged, suspected).when(ruleOut).then([ruledOut, ruledOutKnown]));
  it('needs a reason', () =>
    given(logged)
      .when({ ...ruleOut, reason: '' })
      .thenRefused('reason-missing', 'reason'));
  it('is not done in the future', () =>
    given(logged)
      .when({ ...ruleOut, at: future })
      .thenRefused('instant-in-future', 'at'));
  it('is not done by stating the fact alone', () =>
    given(logged)
      .when({ type: 'establish-awareness', known: { fact: 'ruled-out-as-notifiable', at: told } })
      .thenRefused('ruling-needs-reason', 'fact'));
  it('twice in the same way changes nothing', () => given(logged, ruledOut, ruledOutKnown).when(ruleOut).then([]));
  it('tells no breach from not notifiable', () =>
    given(logged, ruledOut, ruledOutKnown)
      .when({ ...ruleOut, ruling: 'not-notifiable', reason: 'encrypted backup' })
      .then([
        { type: 'IncidentRuledOut', data: { ruling: 'not-notifiable', at: established, reason: 'encrypted backup' } },
      ]));
  it('cannot make an established breach not notifiable (Art. 33(2) GDPR)', () =>
    given(logged, breachKnown, confirmed)
      .when({ ...ruleOut, ruling: 'not-notifiable' })
      .thenRefused('established-breach-is-notifiable', 'ruling'));
  it('may find that a confirmed breach was none; what was known stays known', () =>
    given(logged, breachKnown, confirmed)
      .when(ruleOut)
      .thenState((state) => {
        expect(state.assessment).toBe('ruled-out');
        expect(state.facts).toContainEqual(breach);
      }));
});

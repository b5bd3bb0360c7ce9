import type { StatedInstant } from '@art33/deadlines';
import { spec } from '@art33/event-log';
import type { IncidentCommandBy, IncidentCommandData } from './commands.js';
import { incidentDecider } from './decider.js';
import type { IncidentEvent } from './events.js';
import type { IncidentFact } from './facts.js';
import { UNKNOWN_DETAILS } from './state.js';
import type { AffectedAgreement, Implication } from './values.js';

const NOW = '2026-10-24T16:10:00.000Z';
const ours = '00000000-0000-4000-8000-00000000000a';
const theirs = '00000000-0000-4000-8000-00000000000b';
const incidentId = '00000000-0000-4000-8000-000000000001';

const instant = (at: string): StatedInstant => ({ at, offset: '+02:00', zone: 'Europe/Berlin', precision: 'exact' });
/** Fri 2026-10-23 21:40+02:00 */
const told = instant('2026-10-23T19:40:00.000Z');
const earlier = instant('2026-10-23T17:00:00.000Z');
const established = instant('2026-10-24T16:05:00.000Z');
const future = instant('2026-10-24T16:10:00.001Z');

const suspicion: IncidentFact = { fact: 'suspicion-known', at: told };
const breach: IncidentFact = { fact: 'breach-established', at: established };
const microsoft: Implication = {
  subprocessorId: 'microsoft-ireland-operations-ltd',
  itsAwareness: earlier,
  toldUs: told,
  sphere: 'on-behalf',
};

const logged: IncidentEvent = {
  type: 'IncidentLogged',
  data: { incidentId, processorId: ours, ...UNKNOWN_DETAILS, title: 'Access under investigation' },
};
const suspected: IncidentEvent = { type: 'AwarenessEstablished', data: suspicion };
const breachKnown: IncidentEvent = { type: 'AwarenessEstablished', data: breach };
const confirmed: IncidentEvent = { type: 'IncidentConfirmedAsBreach', data: { at: established } };
const ruledOut: IncidentEvent = {
  type: 'IncidentRuledOut',
  data: { ruling: 'not-a-personal-data-breach', at: established, reason: 'test data only' },
};
const ruledOutKnown: IncidentEvent = {
  type: 'AwarenessEstablished',
  data: { fact: 'ruled-out-as-notifiable', at: established },
};
const closed: IncidentEvent = { type: 'IncidentClosed', data: {} };

const agreement = (n: number, ended = false): AffectedAgreement => ({
  agreementId: `agreement-${n}`,
  controllerId: `controller-${n}`,
  ended,
});
const byTerms = { by: 'terms', termsId: 'terms-1' } as const;
const affected = (agreements: readonly AffectedAgreement[], chunk = 1, chunks = 1): IncidentEvent => ({
  type: 'ControllersAffected',
  data: { rule: byTerms, evaluatedAtLogNumber: 7, chunk, chunks, agreements },
});

const given = (...events: readonly IncidentEvent[]) => ({
  when: (command: IncidentCommandData, now = NOW, onBehalfOf = ours) =>
    spec(incidentDecider)
      .given(events)
      .when({ ...command, onBehalfOf } as IncidentCommandBy, now),
});
const log = {
  type: 'log-incident',
  incidentId,
  details: { title: 'Access under investigation' },
  awareness: [],
  subprocessors: [],
} as const;

describe('logging an incident', () => {
  it('records what is stated and leaves the rest unknown', () => given().when(log).then([logged]));
  it('logs a mere suspicion with its own awareness', () =>
    given()
      .when({ ...log, awareness: [suspicion] })
      .then([logged, suspected]));
  it('logs what a subprocessor reported, with its awareness and ours apart', () =>
    given()
      .when({ ...log, awareness: [suspicion], subprocessors: [microsoft] })
      .then([logged, suspected, { type: 'SubprocessorImplicated', data: microsoft }]));
  it('confirms the breach where it is logged as established', () =>
    given()
      .when({ ...log, awareness: [breach] })
      .then([logged, breachKnown, confirmed]));
  it('keeps facts with instants of their own apart', () => {
    const irregularity: IncidentFact = { fact: 'irregularity-known', irregularity: 'loss-or-damage', at: earlier };
    given()
      .when({ ...log, awareness: [suspicion, irregularity] })
      .thenState((state) => expect(state.facts).toEqual([suspicion, irregularity]));
  });
  it('logs once', () => given(logged).when(log).then([]));
  it('needs a title', () =>
    given()
      .when({ ...log, details: { title: ' ' } })
      .thenRefused('reason-missing', 'title'));
  it('takes no fact twice with different instants', () =>
    given()
      .when({ ...log, awareness: [suspicion, { ...suspicion, at: earlier }] })
      .thenRefused('awareness-already-established', 'awareness.1.at'));
  it('names the fact that lies in the future', () =>
    given()
      .when({ ...log, awareness: [suspicion, { ...breach, at: future }] })
      .thenRefused('instant-in-future', 'awareness.1.at'));
  it('names the subprocessor whose telling precedes its knowledge', () =>
    given()
      .when({ ...log, subprocessors: [{ ...microsoft, itsAwareness: told, toldUs: earlier }] })
      .thenRefused('told-before-it-knew', 'subprocessors.0.toldUs'));
});

describe('occurred and detected', () => {
  const occurred = (from: StatedInstant | null, until: StatedInstant | null) => ({
    ...log,
    details: { ...log.details, occurred: { from, until } },
  });
  it('are each allowed to be unknown', () =>
    given()
      .when(occurred(null, told))
      .thenState((state) => state.details.occurred.from === null));
  it('do not lie in the future', () => {
    given().when(occurred(future, null)).thenRefused('instant-in-future', 'occurred.from');
    given().when(occurred(null, future)).thenRefused('instant-in-future', 'occurred.until');
    given()
      .when({ ...log, details: { title: 'x', detected: future } })
      .thenRefused('instant-in-future', 'detected');
  });
  it('an incident does not end before it began', () =>
    given().when(occurred(told, earlier)).thenRefused('ended-before-it-began', 'occurred.until'));
  it('aware before occurred is fine', () =>
    given()
      .when({ ...occurred(told, null), awareness: [{ ...suspicion, at: earlier }] })
      .thenState((state) => expect(state.facts).toHaveLength(1)));
});

describe('one processor', () => {
  it('an unknown incident answers like a foreign one', () => {
    given().when({ type: 'establish-awareness', known: suspicion }).thenRefused('not-found');
    given(logged).when({ type: 'establish-awareness', known: suspicion }, NOW, theirs).thenRefused('not-found');
  });
});

describe('details', () => {
  it('add what is new and keep the rest', () => {
    const changes = { dimensions: ['confidentiality'], numberOfPersons: { kind: 'approximate', value: 300 } } as const;
    given(logged)
      .when({ type: 'add-details', changes })
      .then([{ type: 'IncidentDetailsAdded', data: { changes } }]);
    given(logged)
      .when({ type: 'add-details', changes })
      .thenState((state) => expect(state.details).toMatchObject({ ...changes, title: 'Access under investigation' }));
  });
  it('state only what differs', () =>
    given(logged)
      .when({
        type: 'add-details',
        note: 'first look',
        changes: { title: 'Access under investigation', detected: told },
      })
      .then([{ type: 'IncidentDetailsAdded', data: { note: 'first look', changes: { detected: told } } }]));
  it('that are known already change nothing', () =>
    given(logged)
      .when({ type: 'add-details', changes: { dimensions: [], occurred: { from: null, until: null } } })
      .then([]));
  it('keep to the rules of logging', () => {
    given(logged)
      .when({ type: 'add-details', changes: { detected: future } })
      .thenRefused('instant-in-future', 'detected');
    given(logged)
      .when({ type: 'add-details', changes: { title: '' } })
      .thenRefused('reason-missing', 'title');
  });
});

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

describe('a subprocessor', () => {
  const implicate = (implication: Implication) => ({ type: 'implicate-subprocessor', implication }) as const;
  const implicated: IncidentEvent = { type: 'SubprocessorImplicated', data: microsoft };
  it('is implicated by legal entity, with its awareness and its telling', () =>
    given(logged).when(implicate(microsoft)).then([implicated]));
  it('implicated again with the same instants changes nothing', () =>
    given(logged, implicated).when(implicate(microsoft)).then([]));
  it('has its instants replaced when more becomes known', () =>
    given(logged, implicated)
      .when(implicate({ ...microsoft, itsAwareness: told }))
      .thenState((state) => expect(state.subprocessors).toEqual([{ ...microsoft, itsAwareness: told }])));
  it('does not tell before it knows', () =>
    given(logged)
      .when(implicate({ ...microsoft, itsAwareness: told, toldUs: earlier }))
      .thenRefused('told-before-it-knew', 'toldUs'));
  it('does not know in the future', () =>
    given(logged)
      .when(implicate({ ...microsoft, itsAwareness: future, toldUs: null }))
      .thenRefused('instant-in-future', 'itsAwareness'));
});

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

describe('measures and risk', () => {
  const measure = { measureId: 'm1', description: 'passwords reset', stage: 'taken', at: told } as const;
  it('a measure is recorded', () =>
    given(logged)
      .when({ type: 'record-measure', measure })
      .then([{ type: 'MeasureRecorded', data: measure }]));
  it('a measure taken does not lie in the future, a proposed one may', () => {
    given(logged)
      .when({ type: 'record-measure', measure: { ...measure, at: future } })
      .thenRefused('instant-in-future', 'at');
    given(logged)
      .when({ type: 'record-measure', measure: { ...measure, stage: 'proposed', at: future } })
      .thenState((state) => expect(state.measures).toHaveLength(1));
  });
  it('risk information is recorded, the same only once', () => {
    const risk = {
      unintelligible: 'yes',
      malicious: 'no',
      information: 'encrypted with AES-256, key not affected',
    } as const;
    const recorded: IncidentEvent = { type: 'RiskInformationRecorded', data: risk };
    given(logged).when({ type: 'record-risk-information', risk }).then([recorded]);
    given(logged, recorded).when({ type: 'record-risk-information', risk }).then([]);
  });
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

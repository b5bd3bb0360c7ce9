import type { StatedInstant } from '@art33/deadlines';
import type { IncidentEvent } from './events.js';
import type { IncidentFact } from './facts.js';
import type { Implication } from './values.js';
import {
  breach,
  breachKnown,
  confirmed,
  earlier,
  future,
  given,
  log,
  logged,
  microsoft,
  NOW,
  suspected,
  suspicion,
  theirs,
  told,
} from '../testing/samples.js';

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
  it('add an end without forgetting the beginning', () => {
    const added = (until: StatedInstant | null): IncidentEvent => ({
      type: 'IncidentDetailsAdded',
      data: { changes: { occurred: { from: earlier, until } } },
    });
    given(logged, added(null))
      .when({ type: 'add-details', changes: { occurred: { until: told } } })
      .then([added(told)]);
  });
  it('keep to the rules of logging', () => {
    given(logged)
      .when({ type: 'add-details', changes: { detected: future } })
      .thenRefused('instant-in-future', 'detected');
    given(logged)
      .when({ type: 'add-details', changes: { title: '' } })
      .thenRefused('reason-missing', 'title');
  });
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

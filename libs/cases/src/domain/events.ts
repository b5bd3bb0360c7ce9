import type { Deadline, Lateness, StatedInstant, StepName } from '@art33/deadlines';
import { declareEvents, type Actor, type DomainEvent, type Instant } from '@art33/event-log';
import type { Grade } from '@art33/parties';
import { receivedEvents, type ReceivedEvent, type ReceivedKind } from './received-events.js';

/**
 * `proper`: a breach notice reached the controller. `precautionary`: something did, but no receipt of a breach notice is
 * proven yet; shown so that nobody loses time, until the controller decides or a clock proper starts.
 */
export type ClockKind = 'proper' | 'precautionary';

/** How a notice is known to have arrived; `stated-by-controller`: the controller, whose own 72 hours it is, says so itself. */
export type CaseGrade = Grade | 'stated-by-controller';

/** What the 72 hours are counted from: the controller's own statement, a clock proper, or a precaution. */
export type Counted = 'decided' | ClockKind;

/** A step of the 72 hours: which, about which end, and when it was noticed. */
interface Step {
  readonly dutyId: string;
  readonly step: StepName;
  readonly due: Instant;
  readonly noticed: Instant;
  readonly clock: Counted;
}

export interface Clock {
  readonly clockId: string;
  readonly kind: ClockKind;
  readonly deadline: Deadline;
  /** The delivery it runs from. */
  readonly deliveryId: string;
  readonly noticeKind: ReceivedKind;
  readonly grade: CaseGrade;
  /** The delivery came at night, on a weekend … (BGH 6.10.2022, VII ZR 895/21 leaves its effect open). */
  readonly outsideBusinessHours: boolean;
}

/** Art. 33(4) GDPR: phases. `withdrawal` takes an earlier filing back. */
export type FilingPhase = 'initial' | 'follow-up' | 'withdrawal';

export interface Filing {
  readonly filingId: string;
  readonly phase: FilingPhase;
  /** What the person called it; a "follow-up" with nothing filed before is the initial one. */
  readonly statedPhase: FilingPhase;
  readonly authority: string;
  /** The authority's own reference; without it the filing is unproven. Personal. */
  readonly reference: string | null;
  readonly filedAt: StatedInstant;
  /** Art. 33(1): a late filing carries them. Personal. */
  readonly reasonsForDelay: string | null;
  /** Of an initial filing, against the clock that ran then; null where only a precautionary clock ran. */
  readonly lateness: Lateness | null;
}

/** Art. 34(3) (a) measures before, (b) measures after, (c) disproportionate effort: public communication instead. */
export type ExemptionLetter = 'a' | 'b' | 'c';

/** Art. 34: `required` decided to tell them, `sent` told, `not-required` no high risk, `exempt` by Art. 34(3). */
export type CommunicationOutcome = 'required' | 'sent' | 'not-required' | 'exempt';

export interface Communication {
  readonly outcome: CommunicationOutcome;
  readonly letter: ExemptionLetter | null;
  /** Personal. */
  readonly reason: string | null;
  /** Who decided. Personal. */
  readonly decidedBy: string;
  readonly at: StatedInstant;
}

/** Stands in every event with personal fields: whose key seals them. */
interface OfController {
  readonly controllerId: string;
}

export type CaseEvent =
  | ReceivedEvent
  | DomainEvent<
      'CaseOpened',
      {
        readonly noticeId: string;
        readonly agreementId: string;
        readonly controllerId: string;
        readonly processorId: string;
        readonly zone: string;
        readonly at: Instant;
      }
    >
  | DomainEvent<'ClockStarted', Clock & { readonly at: Instant }>
  | DomainEvent<
      'ClockWithdrawn',
      {
        readonly clockId: string;
        readonly why: 'delivery-invalidated' | 'earlier-delivery-known';
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'AwarenessSetByController',
      OfController & {
        readonly at: Instant;
        readonly aware: StatedInstant;
        readonly reason: string | null;
        readonly before: Deadline | null;
        readonly after: Deadline;
      }
    >
  | DomainEvent<'FilingRecorded', OfController & Filing & { readonly at: Instant }>
  | DomainEvent<
      'FilingReferenceAdded',
      OfController & { readonly filingId: string; readonly reference: string; readonly at: Instant }
    >
  | DomainEvent<
      'NotFilingProposed',
      OfController & {
        readonly reason: string;
        /** Name of the person who proposes. */
        readonly decidedBy: string;
        readonly proposedBy: Actor;
        readonly at: Instant;
      }
    >
  | DomainEvent<'NotFilingProposalWithdrawn', OfController & { readonly at: Instant }>
  | DomainEvent<
      'DecidedNotToFile',
      OfController & {
        readonly reason: string;
        readonly decidedBy: string;
        /** Where it took two: ids of the persons. */
        readonly proposedBy?: string;
        readonly confirmedBy?: string;
        readonly at: Instant;
      }
    >
  | DomainEvent<'CommunicationRecorded', OfController & Communication & { readonly recordedAt: Instant }>
  | DomainEvent<
      'FilingDeadlineSet',
      OfController & {
        readonly dutyId: string;
        readonly before: Deadline | null;
        /** Null while every clock is withdrawn. */
        readonly after: Deadline | null;
        readonly clock: Counted | null;
        /** It was filed, or decided not to: the end is shown, and nobody is reminded of it. */
        readonly decided: boolean;
        readonly at: Instant;
      }
    >
  | DomainEvent<'FilingDeadlineApproaching', Step>
  | DomainEvent<'FilingDeadlineMissed', Step>
  | DomainEvent<'FilingDeadlineOverdue', Step>
  | DomainEvent<'CaseClosed', { readonly at: Instant }>
  | DomainEvent<
      'CaseReopened',
      { readonly cause: 'clock-started' | 'clock-withdrawn' | 'by-controller'; readonly at: Instant }
    >;

/** A case's text is sealed under its controller's own key: the processor's keys do not open it. */
const ownKey = (data: OfController) => [`controller:${data.controllerId}`];

const ownEvents = declareEvents<Exclude<CaseEvent, ReceivedEvent>>()({
  CaseOpened: {
    version: 1,
    meaning: 'The controller has a file for one breach, opened by the first delivery of the notice.',
  },
  ClockStarted: {
    version: 1,
    meaning: 'The 72 hours of Art. 33(1) GDPR run from a delivery, proper or as a precaution.',
  },
  ClockWithdrawn: {
    version: 1,
    meaning: 'A clock no longer counts, because its delivery proved invalid or an earlier one became known.',
  },
  AwarenessSetByController: {
    version: 1,
    meaning: 'The controller stated when it became aware itself; its 72 hours run from there.',
    personal: { '/reason': ownKey },
  },
  FilingRecorded: {
    version: 1,
    meaning: 'A filing with the supervisory authority was recorded (Art. 33(1), (4) GDPR).',
    personal: { '/reference': ownKey, '/reasonsForDelay': ownKey },
  },
  FilingReferenceAdded: {
    version: 1,
    meaning: "The authority's reference of a filing became known; the filing is proven.",
    personal: { '/reference': ownKey },
  },
  NotFilingProposed: {
    version: 1,
    meaning: 'A person proposed, with a reason, that nothing is filed: another person confirms it first.',
    personal: { '/reason': ownKey, '/decidedBy': ownKey },
  },
  NotFilingProposalWithdrawn: {
    version: 1,
    meaning: 'The proposal that nothing is filed was taken back: nothing was decided.',
  },
  DecidedNotToFile: {
    version: 1,
    meaning:
      'The controller decided not to file, with a reason and a name (Art. 33(1) GDPR: unlikely to result in a risk).',
    personal: { '/reason': ownKey, '/decidedBy': ownKey },
  },
  CommunicationRecorded: {
    version: 1,
    meaning: 'What the controller decided or did about telling the persons concerned (Art. 34 GDPR).',
    personal: { '/reason': ownKey, '/decidedBy': ownKey },
  },
  FilingDeadlineApproaching: { version: 1, meaning: 'A reminder step before the end of the 72 hours was reached.' },
  FilingDeadlineMissed: {
    version: 1,
    meaning: 'The 72 hours ended without a filing or a decision not to file; was due, and noticed when.',
  },
  FilingDeadlineOverdue: {
    version: 1,
    meaning: 'The 72 hours ended some time ago, and there is still neither a filing nor a decision.',
  },
  FilingDeadlineSet: {
    version: 1,
    meaning: 'The end of the 72 hours was computed, computed anew, or counts again, with what they are counted from.',
  },
  CaseClosed: { version: 1, meaning: 'The controller closed its file.' },
  CaseReopened: { version: 1, meaning: 'The file is open again, because of a clock or by the controller.' },
});

/** Every event of a case. */
export const caseEvents = { ...ownEvents, ...receivedEvents };

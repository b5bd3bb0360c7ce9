import { declareEvents, deriveId, sameJson, type Decider, type DomainEvent, type Instant } from '@art33/event-log';
import type { OnBehalf } from '@art33/parties';
import type { Personal } from '../values.js';

/** What the form tells whoever is in a hurry. */
export interface Emergency {
  /** Telephone number for what cannot wait; null: none. */
  readonly phone: string | null;
  /** Plain text by language; null: none. */
  readonly instructions: { readonly de: string | null; readonly en: string | null };
}

export const NO_EMERGENCY: Emergency = { phone: null, instructions: { de: null, en: null } };

interface OfProcessor {
  readonly processorId: string;
  readonly at: Instant;
}

export type IntakeEvent =
  | DomainEvent<
      'IntakeFormOpened',
      OfProcessor & {
        /** What cannot be guessed of the form's address. It is no secret: the processor publishes it. */
        readonly address: string;
        readonly emergency: Personal<Emergency>;
      }
    >
  | DomainEvent<'IntakeFormClosed', OfProcessor>
  | DomainEvent<
      'IntakeSecretMade',
      OfProcessor & {
        /** From 1. The secret follows from it and the master key, and is kept nowhere. */
        readonly generation: number;
        /** Until when the secret before this one is taken beside it; null: there is none that is taken. */
        readonly previousUntil: Instant | null;
      }
    >
  | DomainEvent<'IntakeWebhookClosed', OfProcessor>;

const emergencyKey = ({ processorId, at }: OfProcessor): readonly string[] => [
  `person:${deriveId('intake-emergency', processorId, at)}`,
];

export const intakeEvents = declareEvents<IntakeEvent>()({
  IntakeFormOpened: {
    version: 1,
    meaning: 'A processor put its public form for reports at an address, or changed what the form says.',
    personal: { '/emergency': emergencyKey },
  },
  IntakeFormClosed: { version: 1, meaning: 'A processor closed its public form for reports.' },
  IntakeSecretMade: {
    version: 1,
    meaning: 'A processor opened its webhook for reports, or changed the secret that signs what comes in by it.',
  },
  IntakeWebhookClosed: { version: 1, meaning: 'A processor closed its webhook for reports: every secret is void.' },
});

export type IntakeCommandData =
  | {
      readonly type: 'open-form';
      readonly emergency: Emergency;
      /** Used where the form has no address yet, or where another is wanted. */
      readonly freshAddress: string;
      readonly anotherAddress: boolean;
    }
  | { readonly type: 'close-form' }
  /** `overlapMilliseconds`: how long the secret before stays valid, so that senders can be changed one by one. */
  | { readonly type: 'make-secret'; readonly overlapMilliseconds: number }
  | { readonly type: 'close-webhook' };

/** A processor's intake. Closed until it opens something. */
export interface IntakeState {
  /** Kept while the form is closed, so that opening it again finds it at the same address. */
  readonly address: string | null;
  readonly formOpen: boolean;
  readonly emergency: Personal<Emergency>;
  /** 0: there never was a secret. Never used twice. */
  readonly generation: number;
  readonly webhookOpen: boolean;
  readonly previousUntil: Instant | null;
}

export const initialIntake: IntakeState = {
  address: null,
  formOpen: false,
  emergency: NO_EMERGENCY,
  generation: 0,
  webhookOpen: false,
  previousUntil: null,
};

/** The rules of a processor's intake: a public form and a webhook, each closed until it is opened. */
export const intakeDecider: Decider<IntakeState, IntakeCommandData & OnBehalf, IntakeEvent> = {
  initialState: initialIntake,
  evolve: evolveIntake,
  decide(command, state): readonly IntakeEvent[] {
    const of = { processorId: command.onBehalfOf, at: command.now };
    switch (command.type) {
      case 'open-form': {
        const { emergency, freshAddress, anotherAddress } = command;
        const address = anotherAddress ? freshAddress : (state.address ?? freshAddress);
        if (state.formOpen && state.address === address && sameJson(state.emergency, emergency)) return [];
        return [{ type: 'IntakeFormOpened', data: { ...of, address, emergency } }];
      }
      case 'close-form':
        return state.formOpen ? [{ type: 'IntakeFormClosed', data: of }] : [];
      case 'make-secret': {
        const until = new Date(Date.parse(command.now) + command.overlapMilliseconds).toISOString();
        const previousUntil = state.webhookOpen && command.overlapMilliseconds > 0 ? until : null;
        return [{ type: 'IntakeSecretMade', data: { ...of, generation: state.generation + 1, previousUntil } }];
      }
      case 'close-webhook':
        return state.webhookOpen ? [{ type: 'IntakeWebhookClosed', data: of }] : [];
    }
  },
};

export function evolveIntake(state: IntakeState, event: IntakeEvent): IntakeState {
  switch (event.type) {
    case 'IntakeFormOpened':
      return { ...state, formOpen: true, address: event.data.address, emergency: event.data.emergency };
    case 'IntakeFormClosed':
      return { ...state, formOpen: false };
    case 'IntakeSecretMade': {
      const { generation, previousUntil } = event.data;
      return { ...state, webhookOpen: true, generation, previousUntil };
    }
    case 'IntakeWebhookClosed':
      return { ...state, webhookOpen: false, previousUntil: null };
  }
}

/** Which generations of the secret sign now: the current one, and for a while the one before. */
export const validGenerations = (state: IntakeState, now: Instant): readonly number[] => {
  if (!state.webhookOpen) return [];
  const previous = state.previousUntil !== null && now < state.previousUntil ? [state.generation - 1] : [];
  return [state.generation, ...previous];
};

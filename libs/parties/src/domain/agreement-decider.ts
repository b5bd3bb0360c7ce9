import type { Decider, Instant, Refusal } from '@art33/event-log';
import type { AgreementCommandData, OnBehalf } from './commands.js';
import type { AgreementEvent } from './events.js';
import { originOf } from './import-origin.js';
import { conflict, invalid, notFound } from './refusals.js';
import { isBlank } from './text-rules.js';

/** One span of time in which a subprocessor was authorised. */
export interface Authorisation {
  readonly subprocessorId: string;
  /** `terms`: named by the accepted version; `separately`: authorised by the controller on its own. */
  readonly by: 'terms' | 'separately';
  /** UTC, inclusive. */
  readonly from: Instant;
  /** UTC, exclusive; null while it lasts (an agreement's end ends it too). */
  readonly until: Instant | null;
}

export type AgreementState =
  | { readonly status: 'none' }
  | {
      readonly status: 'concluded';
      readonly agreementId: string;
      readonly processorId: string;
      readonly controllerId: string;
      readonly termsId: string;
      /** The accepted versions, in order of their start. */
      readonly versions: readonly { readonly termsVersion: number; readonly from: Instant }[];
      /** UTC, inclusive. */
      readonly from: Instant;
      /** UTC, exclusive; null while no end is known. */
      readonly until: Instant | null;
      readonly authorisations: readonly Authorisation[];
      /** The import that brought it: hidden until that is completed. */
      readonly importId?: string;
    };
type Concluded = Extract<AgreementState, { status: 'concluded' }>;
type Command = AgreementCommandData & OnBehalf & { readonly now: Instant };
type Decision = readonly AgreementEvent[] | Refusal;

/** The version of the terms that is accepted at an instant; before the start the first one. */
export function termsVersionAt(state: Concluded, at: Instant): number {
  const accepted = state.versions.findLast(({ from }) => from <= at) ?? state.versions[0];
  if (!accepted) throw new Error(`agreement ${state.agreementId} accepts no version of its terms`);
  return accepted.termsVersion;
}

/** The rules of one agreement: one processor, one controller, one accepted version of terms at a time. */
export const agreementDecider: Decider<AgreementState, AgreementCommandData & OnBehalf, AgreementEvent> = {
  initialState: { status: 'none' },
  decide(command, state): Decision {
    if (state.status === 'concluded' && state.processorId !== command.onBehalfOf) return notFound();
    if (command.type === 'conclude-agreement') return conclude(command, state);
    if (state.status === 'none') return notFound();
    switch (command.type) {
      case 'move-to-version':
        return moveToVersion(command, state);
      case 'authorise-subprocessor':
        return authorise(command, state);
      case 'withdraw-subprocessor':
        return withdraw(command, state);
      case 'end-agreement':
        return end(command, state);
    }
  },
  evolve(state, event): AgreementState {
    if (event.type === 'AgreementConcluded') {
      const { agreementId, processorId, controllerId, termsId, termsVersion, from, subprocessors, importId } =
        event.data;
      const authorisations = subprocessors.map((id) => byTerms(id, from));
      return {
        status: 'concluded',
        agreementId,
        processorId,
        controllerId,
        termsId,
        versions: [{ termsVersion, from }],
        from,
        until: null,
        authorisations,
        ...(importId !== undefined && { importId }),
      };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'AgreementMovedToVersion': {
        const { termsVersion, from, authorised, withdrawn } = event.data;
        const kept = withdrawn.reduce((authorisations, id) => ending(authorisations, id, from), state.authorisations);
        return {
          ...state,
          versions: [...state.versions, { termsVersion, from }],
          authorisations: [...kept, ...authorised.map((id) => byTerms(id, from))],
        };
      }
      case 'SubprocessorAuthorised': {
        const { subprocessorId, from } = event.data;
        return {
          ...state,
          authorisations: [...state.authorisations, { subprocessorId, by: 'separately', from, until: null }],
        };
      }
      case 'SubprocessorWithdrawn':
        return { ...state, authorisations: ending(state.authorisations, event.data.subprocessorId, event.data.until) };
      case 'AgreementEnded':
        return { ...state, until: event.data.until };
    }
  },
};

const byTerms = (subprocessorId: string, from: Instant): Authorisation => ({
  subprocessorId,
  by: 'terms',
  from,
  until: null,
});

const ending = (
  authorisations: readonly Authorisation[],
  subprocessorId: string,
  until: Instant,
): readonly Authorisation[] =>
  authorisations.map((given) =>
    given.subprocessorId === subprocessorId && given.until === null ? { ...given, until } : given,
  );

const lasting = (state: Concluded, subprocessorId: string): Authorisation | undefined =>
  state.authorisations.find((given) => given.subprocessorId === subprocessorId && given.until === null);

/** An agreement that has ended stays ended: whoever concludes anew concludes the next one (see `agreementIdOf`). */
function conclude(command: Extract<Command, { type: 'conclude-agreement' }>, state: AgreementState): Decision {
  const { agreementId, controllerId, termsId, termsVersion, from, subprocessors, onBehalfOf, now } = command;
  if (state.status === 'none') {
    const parties = { agreementId, processorId: onBehalfOf, controllerId, termsId, termsVersion };
    return [{ type: 'AgreementConcluded', data: { ...parties, from, subprocessors, ...originOf(command), at: now } }];
  }
  if (state.until === null) {
    const [first] = state.versions;
    if (first?.termsVersion === termsVersion && state.from === from) return [];
    return conflict(
      'agreement-exists',
      'there is an agreement with this controller under these terms already',
      'controllerId',
      {
        agreementId: state.agreementId,
      },
    );
  }
  if (from < state.until)
    return conflict('agreements-overlap', `the agreement before lasts until ${state.until}`, 'from', {
      agreementId: state.agreementId,
    });
  return hasEnded(state.until);
}

/** `agreement-ended` tells the handler that concludes to go on to the next agreement of the pair. */
const hasEnded = (until: Instant) =>
  conflict('agreement-ended', `the agreement ends at ${until}; nothing later is agreed under it`);

function moveToVersion(command: Extract<Command, { type: 'move-to-version' }>, state: Concluded): Decision {
  const { termsVersion, from, subprocessors, now } = command;
  const current = state.versions.at(-1);
  if (current?.termsVersion === termsVersion) return [];
  if (state.until !== null && from >= state.until) return hasEnded(state.until);
  if (current && from < current.from)
    return invalid(
      'version-before-current',
      'from',
      `the version accepted now holds from ${current.from}; another holds later`,
    );
  const authorised = subprocessors.filter((id) => !lasting(state, id));
  const withdrawn = state.authorisations
    .filter((given) => given.by === 'terms' && given.until === null && !subprocessors.includes(given.subprocessorId))
    .map((given) => given.subprocessorId);
  return [
    {
      type: 'AgreementMovedToVersion',
      data: { agreementId: state.agreementId, termsVersion, from, authorised, withdrawn, at: now },
    },
  ];
}

function authorise(command: Extract<Command, { type: 'authorise-subprocessor' }>, state: Concluded): Decision {
  const { subprocessorId, from, now } = command;
  if (isBlank(subprocessorId))
    return invalid('subprocessor-missing', 'subprocessorId', 'name the subprocessor by its id');
  if (state.until !== null && from >= state.until) return hasEnded(state.until);
  if (from < state.from)
    return invalid('before-agreement', 'from', `the agreement starts at ${state.from}; nothing is authorised before`);
  const given = lasting(state, subprocessorId);
  if (given && given.from <= from) return [];
  if (given)
    return conflict(
      'authorised-later',
      `the subprocessor is authorised from ${given.from}; withdraw that first`,
      'from',
      { authorisedFrom: given.from },
    );
  return [{ type: 'SubprocessorAuthorised', data: { agreementId: state.agreementId, subprocessorId, from, at: now } }];
}

function withdraw(command: Extract<Command, { type: 'withdraw-subprocessor' }>, state: Concluded): Decision {
  const { subprocessorId, until, now } = command;
  const given = lasting(state, subprocessorId);
  if (!given) {
    const former = state.authorisations.findLast((ended) => ended.subprocessorId === subprocessorId);
    if (!former)
      return conflict(
        'not-authorised',
        'this subprocessor was never authorised under this agreement',
        'subprocessorId',
      );
    return former.until === until
      ? []
      : conflict('withdrawn-already', `the authorisation ended at ${former.until}`, 'until');
  }
  if (until < given.from)
    return invalid('withdrawn-before-authorised', 'until', `the subprocessor is authorised from ${given.from}`);
  return [{ type: 'SubprocessorWithdrawn', data: { agreementId: state.agreementId, subprocessorId, until, at: now } }];
}

function end({ until, now }: Extract<Command, { type: 'end-agreement' }>, state: Concluded): Decision {
  if (state.until === until) return [];
  if (state.until !== null) return hasEnded(state.until);
  if (until < state.from) return invalid('ended-before-start', 'until', `the agreement starts at ${state.from}`);
  return [{ type: 'AgreementEnded', data: { agreementId: state.agreementId, until, at: now } }];
}

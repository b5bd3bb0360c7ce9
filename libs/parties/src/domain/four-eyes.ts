import { Refusal, type Actor } from '@art33/event-log';

/** Where an organisation asks for a second person. */
export interface FourEyes {
  /** A notice's text is approved by another person than the one who wrote it. */
  readonly approvals: boolean;
  /** "Not required" and "not filing" are proposed by one person and confirmed by another. */
  readonly decisions: boolean;
}

export const NO_FOUR_EYES: FourEyes = { approvals: false, decisions: false };

/** Whoever holds a token can act with it: it vouches for no person. */
export const isPerson = (actor: Actor | undefined): actor is Actor => actor?.kind === 'person';

/** Why somebody may not take the step that four eyes ask a person for, if so. */
export const faultOfPerson = (actor: Actor | undefined): Refusal | undefined =>
  isPerson(actor)
    ? undefined
    : new Refusal(
        'person-needed',
        'conflict',
        'this organisation asks for four eyes: a person who signed in does this; an API token is no person',
      );

/** Why somebody may not be the second person, if so. Undefined as the first: nobody knows any more who it was. */
export function faultOfSecondPerson(first: Actor | undefined, second: Actor | undefined): Refusal | undefined {
  const fault = faultOfPerson(second);
  if (fault) return fault;
  if (!isPerson(first))
    return new Refusal(
      'second-person-needed',
      'conflict',
      'this organisation asks for four eyes: no person wrote this, so that only one would have seen it; a person takes it over first by writing it as it stands',
    );
  return first.id === second?.id
    ? new Refusal(
        'second-person-needed',
        'conflict',
        'this organisation asks for four eyes: another person does this than the one who began it',
      )
    : undefined;
}

import { CommandRefused, Refusal } from '@art33/event-log';
import { ORGANISATION_HEADER } from '../../access/handlers/break-glass.js';
import type { Authenticator } from '../../http/authenticators.js';
import type { People } from '../../members/handlers/people.js';
import type { Reach } from '../../oidc/read-model/queries.js';
import { isTwoFactors } from '../domain/how.js';
import type { CurrentSession, Sessions } from './sessions.js';

/**
 * Whether somebody's roles ask for a second factor: a processor's people and operators reach many organisations. Who was only asked in
 * has no role yet: otherwise anybody could shut somebody out of its own work by an invitation.
 */
export const needsSecondFactor = (people: People, personId: string): boolean =>
  people.membershipsOf(personId).some(({ side, state }) => state === 'joined' && side !== 'controller');

/** Whether a session is only good for adding a second factor. */
export const isForEnrolling = (people: People, { personId, how }: CurrentSession): boolean =>
  !isTwoFactors(how) && needsSecondFactor(people, personId);

const factorNeeded = (): CommandRefused =>
  new CommandRefused(
    new Refusal(
      'second-factor-needed',
      'forbidden',
      'your roles need a second factor: add one, then this session opens everything',
    ),
  );
/** Throws `CommandRefused` (`second-factor-needed`) where a session opens nothing yet but to add one. */
export function refuseWithoutSecondFactor(people: People, session: CurrentSession): void {
  if (isForEnrolling(people, session)) throw factorNeeded();
}
const organisationNeeded = (): CommandRefused =>
  new CommandRefused(
    new Refusal(
      'organisation-needed',
      'invalid',
      'you belong to several organisations: name one as Art33-Organisation',
      'Art33-Organisation',
    ),
  );
const noSuchOrganisation = (): CommandRefused =>
  new CommandRefused(new Refusal('not-found', 'not-found', 'there is no such record'));

/**
 * Who asks by a session, for the organisation that `Art33-Organisation` names or the only one that it leads into. One that is unknown and one
 * that the person does not belong to are answered alike. Throws `CommandRefused` where the request did not begin here, where
 * a second factor is missing, and where it is not clear for which organisation.
 */
export const sessionAuthenticator =
  (sessions: Sessions, people: People): Authenticator =>
  (request) => {
    const session = sessions.checked(request);
    if (!session) return undefined;
    refuseWithoutSecondFactor(people, session);
    const reach = sessions.reachOf(session);
    const organisations = within(reach, people.organisationsOf(session.personId));
    const organisation = request.headers[ORGANISATION_HEADER] ?? onlyOne(organisations);
    const principal =
      typeof organisation === 'string' && (reach === 'everywhere' || organisations.includes(organisation))
        ? people.principalFor(session.personId, organisation, session.id)
        : undefined;
    if (!principal) throw noSuchOrganisation();
    return principal;
  };

/** Of a person's organisations those that its session leads into. */
export const within = (reach: Reach, organisations: readonly string[]): readonly string[] => {
  if (reach === 'everywhere') return organisations;
  return organisations.filter((one) => reach !== 'nowhere' && one === reach.organisation);
};

function onlyOne(organisations: readonly string[]): string | undefined {
  if (organisations.length > 1) throw organisationNeeded();
  return organisations[0];
}

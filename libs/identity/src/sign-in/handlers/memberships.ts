import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../domain/principal.js';
import { People } from '../../members/handlers/people.js';
import { refuseWithoutSecondFactor, within } from './authenticator.js';
import { Sessions, type CurrentSession } from './sessions.js';

/** Who somebody is by a session, in every organisation that it is a member of and the session leads into. */
@Injectable()
export class Memberships {
  constructor(
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(People) private readonly people: People,
  ) {}

  /** Throws `CommandRefused` where a second factor is missing. Auditors and operators are no members. */
  of(session: CurrentSession): readonly Principal[] {
    refuseWithoutSecondFactor(this.people, session);
    const { id, personId } = session;
    return within(this.sessions.reachOf(session), this.people.organisationsOf(personId))
      .map((organisation) => this.people.principalFor(personId, organisation, id))
      .filter((principal) => principal?.role === 'controller' || principal?.role === 'processor')
      .filter((principal) => principal !== undefined);
  }
}

import { Global, Module, type Type } from '@nestjs/common';
import { deriveId } from '@art33/event-log';
import { memberEvents } from '../../members/domain/events.js';
import { INVITE } from '../../members/handlers/invitations.js';
import { ORGANISATIONS, PEOPLE_KEY, type KnownOrganisation } from '../../members/handlers/organisations.js';
import { People } from '../../members/handlers/people.js';
import { MembersModule } from '../../members/members.module.js';
import { memberProjection } from '../../members/read-model/projection.js';
import { AUTHENTICATORS } from '../../http/authenticators.js';
import { ServedRooms } from '../../testing/rooms.js';
import { signInEvents } from '../domain/events.js';
import { sessionAuthenticator } from '../handlers/authenticator.js';
import { contextOf } from '../handlers/context.js';
import { SEND_LINK } from '../handlers/link-mails.js';
import { Passwords } from '../handlers/passwords.js';
import { Sessions } from '../handlers/sessions.js';
import { SESSION_KEY, SESSION_LIMITS, SESSION_SETTINGS } from '../handlers/settings.js';
import type { LinkMail } from '../mail/texts.js';
import { signInProjection } from '../read-model/projection.js';
import { SignInModule } from '../sign-in.module.js';
import { Browser, enrolApp, oneTimeCode } from './browser.js';

/** Where browsers think that they are. */
export const PUBLIC_URL = 'https://art33.example';
export const PASSWORD = 'grüner Tee um vier';

/** The organisations that there are. */
export const PLACES = {
  processor: { id: deriveId('test', 'processor'), side: 'processor', name: 'Ratio AG', keptBy: null },
  practice: {
    id: deriveId('test', 'practice'),
    side: 'controller',
    name: 'Praxis Muster',
    keptBy: deriveId('test', 'processor'),
  },
  clinic: {
    id: deriveId('test', 'clinic'),
    side: 'controller',
    name: 'Klinik Muster',
    keptBy: deriveId('test', 'processor'),
  },
} as const satisfies Readonly<Record<string, KnownOrganisation & { readonly id: string }>>;
export type Place = keyof typeof PLACES;

/** Signing in behind real HTTP; only the clock stands still, and mails are kept instead of sent. */
export class SignInRooms {
  private constructor(
    readonly rooms: ServedRooms,
    /** What was mailed. */
    readonly mails: readonly LinkMail[],
  ) {}

  static async open(options: { readonly controllers?: Type[] } = {}): Promise<SignInRooms> {
    const mails: LinkMail[] = [];
    const given = [
      { provide: PEOPLE_KEY, useValue: new Uint8Array(32) },
      {
        provide: ORGANISATIONS,
        useValue: (id: string) => Promise.resolve(Object.values(PLACES).find((place) => place.id === id)),
      },
      { provide: INVITE, useValue: () => Promise.resolve() },
      { provide: SESSION_KEY, useValue: new Uint8Array(32).fill(1) },
      { provide: SESSION_SETTINGS, useValue: { publicUrl: PUBLIC_URL, home: '/account', ...SESSION_LIMITS } },
      { provide: SEND_LINK, useValue: (mail: LinkMail) => mails.push(mail) },
    ];
    @Global()
    @Module({ providers: given, exports: given.map(({ provide }) => provide) })
    class Given {}
    const rooms = await ServedRooms.open({
      imports: [Given, SignInModule, MembersModule],
      controllers: options.controllers ?? [],
      events: { ...memberEvents, ...signInEvents },
      projections: [memberProjection, signInProjection],
      providers: [
        {
          provide: AUTHENTICATORS,
          useFactory: (sessions: Sessions, people: People) => [sessionAuthenticator(sessions, people)],
          inject: [Sessions, People],
        },
      ],
    });
    return new SignInRooms(rooms, mails);
  }

  get clock() {
    return this.rooms.test.clock;
  }
  get people(): People {
    return this.rooms.get(People);
  }

  /** Makes somebody a member, with a password. */
  async member(email: string, ...places: readonly (readonly [Place, string])[]): Promise<string> {
    const { people } = this;
    const personId = await people.register({ email, name: 'Anna Meier', language: 'de' }, contextOf('test'));
    for (const [place, role] of places) {
      const { id: organisation, side } = PLACES[place];
      const newcomer = {
        organisation,
        side,
        email,
        name: null,
        language: 'de',
        roles: [role],
        how: 'invitation',
      } as const;
      await people.invite(newcomer, contextOf('test'));
      await people.join(organisation, personId, contextOf('test'));
    }
    await this.rooms.settled();
    await this.rooms.get(Passwords).set(personId, PASSWORD, 'chosen');
    // What is set ends the sessions from before: those of the same instant are none of them.
    await this.rooms.settled();
    return personId;
  }

  browser(): Browser {
    return new Browser(this.rooms.url, () => this.rooms.settled());
  }

  /** A browser in which somebody has signed in with the password, and added an app. */
  async signedIn(email: string): Promise<Browser & { readonly secret: string }> {
    const browser = this.browser();
    await browser.post('/sign-in', { email, password: PASSWORD });
    const secret = await this.enrol(browser);
    return Object.assign(browser, { secret });
  }

  /** Adds an app that makes one-time codes. */
  enrol(browser: Browser): Promise<string> {
    return enrolApp(browser, this.clock.now());
  }

  /** What an app shows now. */
  code(secret: string, steps = 0): string {
    return oneTimeCode(secret, this.clock.now() + steps * 30_000);
  }

  close(): Promise<void> {
    return this.rooms.close();
  }
}

import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CLOCK, type Clock } from '@art33/event-log';
import { MembersModule } from '../members/members.module.js';
import { Account } from './handlers/account.js';
import { ChallengeCookie } from './handlers/challenge-cookie.js';
import { Joining } from './handlers/joining.js';
import { LinkMails } from './handlers/link-mails.js';
import { LockOut } from './handlers/lock-out.js';
import { Memberships } from './handlers/memberships.js';
import { OneTimeCodes } from './handlers/one-time-codes.js';
import { OneTimeLinks } from './handlers/one-time-links.js';
import { Passkeys } from './handlers/passkeys.js';
import { Passwords } from './handlers/passwords.js';
import { RecoveryCodes } from './handlers/recovery-codes.js';
import { Sessions } from './handlers/sessions.js';
import { SignIn } from './handlers/sign-in.js';
import { MeController } from './http/me.controller.js';
import { SessionInterceptor } from './http/session-guard.js';
import { SignInController } from './http/sign-in.controller.js';
import { AccountPagesController } from './pages/account-pages.controller.js';
import { JoinPagesController } from './pages/join-pages.controller.js';
import { SignInPagesController } from './pages/sign-in-pages.controller.js';
import { HashQueue } from './passwords/hash-queue.js';

/**
 * Signing in. Needs `SESSION_KEY`, `SESSION_SETTINGS` and `SEND_LINK` from whoever composes the service, beside what `MembersModule` needs.
 */
@Module({
  imports: [MembersModule],
  controllers: [SignInController, MeController, SignInPagesController, JoinPagesController, AccountPagesController],
  providers: [
    Account,
    ChallengeCookie,
    Joining,
    LinkMails,
    Memberships,
    OneTimeCodes,
    OneTimeLinks,
    Passkeys,
    Passwords,
    RecoveryCodes,
    Sessions,
    SignIn,
    { provide: HashQueue, useFactory: () => new HashQueue() },
    { provide: LockOut, useFactory: (clock: Clock) => new LockOut(clock), inject: [CLOCK] },
    { provide: APP_INTERCEPTOR, useClass: SessionInterceptor },
  ],
  exports: [Joining, LinkMails, Memberships, OneTimeLinks, Sessions, SignIn],
})
export class SignInModule {}

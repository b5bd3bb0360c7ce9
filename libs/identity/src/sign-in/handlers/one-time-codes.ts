import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, CommandRefused, COMMANDS, Refusal, toInstant, type Clock, type Commands } from '@art33/event-log';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import { credentialsDecider, credentialsStream } from '../domain/credentials.js';
import { triesStream, tryDecider } from '../domain/tries.js';
import { contextOf } from './context.js';
import { Seal } from './seal.js';
import { SESSION_KEY } from './settings.js';

/** RFC 6238, 5.2: half a minute; and RFC 4226, 4: at least 128 bits of secret, better 160. */
const PERIOD = 30;
const SECRET_BYTES = 20;
/** One step before and one after: clocks differ, and typing takes time. */
const WINDOW = 1;
/** How long somebody may take to set the app up, in milliseconds. */
const ENROLMENT_LASTS = 15 * 60_000;
const ISSUER = 'art33';

/** An app that is about to become a second factor. */
export interface TotpOffer {
  /** To be sent back with the first code: sealed, so that no node has to keep it. */
  readonly enrolment: string;
  /** For typing: Base32 in groups of four. */
  readonly secret: string;
  /** `otpauth://totp/…` */
  readonly uri: string;
  /** The same as a picture to be scanned: SVG. */
  readonly qr: string;
}
interface Enrolment {
  readonly personId: string;
  readonly factorId: string;
  readonly secret: string;
  readonly at: number;
}

/** One-time codes by time (RFC 6238). Each is taken once. */
@Injectable()
export class OneTimeCodes {
  private readonly seal: Seal;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SESSION_KEY) key: Uint8Array,
  ) {
    this.seal = new Seal(key);
  }

  /** Offers a person a secret for its app. `label`: what the app shows beside it. */
  offer(personId: string, label: string): TotpOffer {
    const secret = new Secret({ size: SECRET_BYTES });
    const uri = new TOTP({ issuer: ISSUER, label, secret, period: PERIOD }).toString();
    const enrolment: Enrolment = { personId, factorId: randomUUID(), secret: secret.base32, at: this.clock.now() };
    return {
      enrolment: this.seal.seal('totp-enrolment', enrolment),
      secret: secret.base32.replace(/(.{4})(?=.)/g, '$1 '),
      uri,
      qr: renderSVG(uri, { border: 2 }),
    };
  }

  /** Takes the app as a factor once it has shown a right code. Throws `CommandRefused` (`enrolment-void`, `code-wrong`). */
  async enrol(personId: string, sealed: string, code: string): Promise<string | undefined> {
    const offered = this.seal.open<Enrolment>('totp-enrolment', sealed);
    if (!offered || offered.personId !== personId || this.clock.now() - offered.at >= ENROLMENT_LASTS)
      throw new CommandRefused(
        new Refusal('enrolment-void', 'conflict', 'this took too long; begin anew', 'enrolment'),
      );
    const { factorId, secret } = offered;
    if (!(await this.take(personId, factorId, secret, code)))
      throw new CommandRefused(
        new Refusal('code-wrong', 'invalid', 'this is not the code that the app shows now', 'code'),
      );
    const command = { type: 'enrol-totp', personId, factorId, secret } as const;
    const stream = credentialsStream(personId);
    return (await this.commands.run(credentialsDecider, stream, command, contextOf(personId))).position;
  }

  /** Whether a code is one of the person's apps, and was not used before; it is used from now on. */
  async check(personId: string, code: string): Promise<boolean> {
    const { totp } = await this.commands.state(credentialsDecider, credentialsStream(personId), { fresh: true });
    for (const { factorId, secret } of totp) if (await this.take(personId, factorId, secret, code)) return true;
    return false;
  }

  private async take(personId: string, factorId: string, secret: string, given: string): Promise<boolean> {
    const token = given.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token) || secret === '') return false;
    const timestamp = this.clock.now();
    const delta = TOTP.validate({
      token,
      secret: Secret.fromBase32(secret),
      period: PERIOD,
      timestamp,
      window: WINDOW,
    });
    if (delta === null) return false;
    const step = TOTP.counter({ period: PERIOD, timestamp }) + delta;
    const stream = triesStream(personId, toInstant(step * PERIOD * 1_000));
    const command = { type: 'use-code', personId, factorId, step } as const;
    return this.commands.run(tryDecider, stream, command, contextOf(personId)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof CommandRefused && error.refusal.code === 'code-used') return false;
        throw error;
      },
    );
  }
}

import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  deriveId,
  READ_MODELS,
  Refusal,
  toInstant,
  type Clock,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { credentialsDecider, credentialsStream } from '../domain/credentials.js';
import { triesStream, tryDecider } from '../domain/tries.js';
import { holderOfPasskey } from '../read-model/queries.js';
import { contextOf } from './context.js';
import { Seal } from './seal.js';
import { SESSION_KEY, SESSION_SETTINGS, type SessionSettings } from './settings.js';

/** How long a browser may take to answer a challenge, in milliseconds. */
export const CHALLENGE_LASTS = 5 * 60_000;
const RP_NAME = 'art33';

/** Loaded with the first passkey: it takes a fifth of the time that a command needs to start. */
const webauthn = () => import('@simplewebauthn/server');

/** What a browser is asked, and what it carries until it answers. */
export interface Challenge<Options> {
  readonly options: Options;
  /** Sealed: no node has to keep it. */
  readonly challenge: string;
}
interface Asked {
  readonly challenge: string;
  /** Whose new passkey it is for; null: whoever signs in. */
  readonly personId: string | null;
  readonly at: number;
}
/** Who answered a challenge, and the id that the session gets: one answer starts one session. */
export interface PasskeyHolder {
  readonly personId: string;
  readonly sessionId: string;
}

/** Ways to an authenticator (WebAuthn level 3, section 5.8.4, and `cable`, an older name of `hybrid`). */
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

/** No part of what is signed, and handed through by the library as it came: what is none of the known ways is ignored. */
const knownTransports = (given: unknown): readonly string[] =>
  TRANSPORTS.filter((transport) => Array.isArray(given) && given.includes(transport));

const wrong = (rule: string): CommandRefused => new CommandRefused(new Refusal('passkey-refused', 'forbidden', rule));

/**
 * Passkeys (WebAuthn level 3). They belong to the host of the public address. Each asks its holder for a finger, a face or a PIN, so
 * that one alone is two factors.
 */
@Injectable()
export class Passkeys {
  private readonly seal: Seal;
  private readonly origin: string;
  private readonly rpId: string;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SESSION_KEY) key: Uint8Array,
    @Inject(SESSION_SETTINGS) { publicUrl }: SessionSettings,
  ) {
    this.seal = new Seal(key);
    const { origin, hostname } = new URL(publicUrl);
    this.origin = origin;
    this.rpId = hostname;
  }

  /** Asks for a new passkey. `name`: what the browser shows beside it. */
  async offer(personId: string, name: string): Promise<Challenge<PublicKeyCredentialCreationOptionsJSON>> {
    const { passkeys } = await this.commands.state(credentialsDecider, credentialsStream(personId));
    const { generateRegistrationOptions } = await webauthn();
    const options = await generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: this.rpId,
      userName: name,
      userID: new TextEncoder().encode(personId),
      timeout: CHALLENGE_LASTS,
      attestationType: 'none',
      excludeCredentials: passkeys.map(({ credentialId: id, transports }) => ({ id, transports: [...transports] })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { options, challenge: this.asked(options.challenge, personId) };
  }

  /** Takes a new passkey. Throws `CommandRefused` (`passkey-refused`). Gives where it stands in the log. */
  async enrol(personId: string, sealed: string, response: unknown, label: string): Promise<string | undefined> {
    const { challenge } = this.open(sealed, personId);
    const { verifyRegistrationResponse } = await webauthn();
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpId,
      requireUserVerification: true,
    }).catch((error: unknown) => {
      throw wrong(wordsOf(error));
    });
    if (!verified) throw wrong('the authenticator’s answer does not hold');
    const { id: credentialId, publicKey, counter, transports } = registrationInfo.credential;
    if (holderOfPasskey(this.models.db, credentialId)) throw wrong('this passkey is known already');
    const command = {
      type: 'enrol-passkey',
      personId,
      factorId: deriveId('passkey', credentialId),
      credentialId,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: knownTransports(transports),
      label,
    } as const;
    const stream = credentialsStream(personId);
    return (await this.commands.run(credentialsDecider, stream, command, contextOf(personId))).position;
  }

  /** Asks whoever signs in for any passkey that belongs here. */
  async ask(): Promise<Challenge<PublicKeyCredentialRequestOptionsJSON>> {
    const { generateAuthenticationOptions } = await webauthn();
    const options = await generateAuthenticationOptions({
      rpID: this.rpId,
      timeout: CHALLENGE_LASTS,
      userVerification: 'required',
    });
    return { options, challenge: this.asked(options.challenge, null) };
  }

  /** Who answered a challenge. Throws `CommandRefused` (`passkey-refused`, `passkey-copied`). */
  async check(sealed: string, given: unknown): Promise<PasskeyHolder> {
    const { challenge } = this.open(sealed, null);
    const response = given as AuthenticationResponseJSON;
    const unknown = wrong('this passkey is not known here');
    const holder = typeof response?.id === 'string' ? holderOfPasskey(this.models.db, response.id) : undefined;
    if (!holder) throw unknown;
    const { personId } = holder;
    const { passkeys } = await this.commands.state(credentialsDecider, credentialsStream(personId), { fresh: true });
    const passkey = passkeys.find(({ credentialId }) => credentialId === response.id);
    if (!passkey) throw unknown;
    const { verifyAuthenticationResponse } = await webauthn();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        // Compared below: the log knows more than this node's models.
        counter: 0,
        transports: [...passkey.transports],
      },
    }).catch((error: unknown) => {
      throw wrong(wordsOf(error));
    });
    if (!verified) throw wrong('the authenticator’s answer does not hold');
    await this.count(
      personId,
      passkey.factorId,
      authenticationInfo.newCounter,
      Math.max(passkey.counter, holder.counter),
    );
    return { personId, sessionId: deriveId('session', challenge) };
  }

  private async count(personId: string, factorId: string, counter: number, before: number): Promise<void> {
    if (counter <= before && (counter > 0 || before > 0))
      throw new CommandRefused(
        new Refusal('passkey-copied', 'forbidden', 'this passkey counts backwards: there may be a copy of it'),
      );
    const stream = triesStream(personId, toInstant(this.clock.now()));
    await this.commands.run(
      tryDecider,
      stream,
      { type: 'use-passkey', personId, factorId, counter },
      contextOf(personId),
    );
  }

  private asked(challenge: string, personId: string | null): string {
    return this.seal.seal('challenge', { challenge, personId, at: this.clock.now() } satisfies Asked);
  }

  private open(sealed: string, personId: string | null): Asked {
    const asked = this.seal.open<Asked>('challenge', sealed);
    if (!asked || asked.personId !== personId || this.clock.now() - asked.at >= CHALLENGE_LASTS)
      throw wrong('this took too long; begin anew');
    return asked;
  }
}

/** What the library found wrong, which says nothing that the answer itself did not say. */
const wordsOf = (error: unknown): string => `the authenticator’s answer does not hold: ${(error as Error).message}`;

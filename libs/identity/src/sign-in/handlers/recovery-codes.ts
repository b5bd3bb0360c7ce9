import { hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CommandRefused, COMMANDS, type Commands } from '@art33/event-log';
import { credentialsDecider, credentialsStream } from '../domain/credentials.js';
import { contextOf } from './context.js';

const HOW_MANY = 10;
/** 80 bits: nobody tries these out, so that a plain hash keeps them. */
const BYTES = 10;
/** Crockford's: without the letters that are taken for digits. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function newCode(): string {
  const bits = [...randomBytes(BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** As it was meant: in any case, with or without dashes. */
const hashOf = (code: string): string =>
  hash(
    'sha256',
    code
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1'),
    'hex',
  );

/** Codes on paper that take the place of a second factor that was lost, each once. */
@Injectable()
export class RecoveryCodes {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  /** Makes ten; the earlier ones are void. They are shown once. */
  async make(personId: string): Promise<readonly string[]> {
    const codes = Array.from({ length: HOW_MANY }, newCode);
    const command = { type: 'make-recovery-codes', personId, hashes: codes.map(hashOf) } as const;
    await this.commands.run(credentialsDecider, credentialsStream(personId), command, contextOf(personId));
    return codes;
  }

  /** Whether a code is right and was not used before; it is used from now on. */
  async use(personId: string, code: string): Promise<boolean> {
    const command = { type: 'use-recovery-code', personId, hash: hashOf(code) } as const;
    return this.commands.run(credentialsDecider, credentialsStream(personId), command, contextOf(personId)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof CommandRefused && error.refusal.code === 'code-wrong') return false;
        throw error;
      },
    );
  }
}

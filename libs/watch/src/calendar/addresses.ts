import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify, validate } from 'uuid';

const ID_BYTES = 16;
const GENERATION_BYTES = 4;
const MAC_BYTES = 16;
const BYTES = ID_BYTES + GENERATION_BYTES + MAC_BYTES;

/** What an address stands for. */
export interface CalendarAddress {
  readonly organisation: string;
  readonly generation: number;
}

/**
 * Secret addresses of calendars. Each is an organisation's id and a generation with a keyed hash of both: it cannot be guessed,
 * and nothing needs to be kept of it.
 */
export class CalendarAddresses {
  constructor(
    /** 32 bytes, derived from the installation's master key. */
    private readonly key: Uint8Array,
    /** Without a slash at the end. */
    private readonly publicUrl: string,
  ) {}

  urlOf(address: CalendarAddress): string {
    return `${this.publicUrl}/calendar/${this.secretOf(address)}.ics`;
  }

  secretOf({ organisation, generation }: CalendarAddress): string {
    const named = Buffer.alloc(ID_BYTES + GENERATION_BYTES);
    named.set(parse(organisation));
    named.writeUInt32BE(generation, ID_BYTES);
    return Buffer.concat([named, this.mac(named)]).toString('base64url');
  }

  /** What a secret stands for, or undefined where it was not made here. Says nothing by its duration of how much was right. */
  read(secret: string): CalendarAddress | undefined {
    const bytes = Buffer.alloc(BYTES);
    const given = Buffer.from(secret, 'base64url');
    const isWhole = given.length === BYTES && given.toString('base64url') === secret;
    given.copy(bytes);
    const named = bytes.subarray(0, ID_BYTES + GENERATION_BYTES);
    const isOurs = timingSafeEqual(bytes.subarray(ID_BYTES + GENERATION_BYTES), this.mac(named));
    if (!isOurs || !isWhole) return undefined;
    const organisation = stringify(bytes.subarray(0, ID_BYTES));
    return validate(organisation) ? { organisation, generation: named.readUInt32BE(ID_BYTES) } : undefined;
  }

  private mac(named: Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(named).digest().subarray(0, MAC_BYTES);
  }
}

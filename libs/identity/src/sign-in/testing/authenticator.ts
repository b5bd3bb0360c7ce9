import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

type Bytes = Uint8Array<ArrayBuffer>;
const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Bits of an authenticator's answer (WebAuthn level 3, 6.1). */
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/** A passkey in software: what a browser and a device do together, with a real key (ES256). */
export class SoftPasskey {
  private readonly id = randomBytes(16);
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  /** 0: it does not count. */
  counter = 0;
  /** Whether it asked for a finger, a face or a PIN. */
  verifiesUser = true;

  constructor(readonly origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Another one with the same key, as a thief would have it. */
  copy(): SoftPasskey {
    return Object.assign(Object.create(SoftPasskey.prototype) as SoftPasskey, this);
  }

  /** `navigator.credentials.create` */
  create({ challenge, rp }: { readonly challenge: string; readonly rp: { readonly id?: string } }): object {
    const key = this.publicKey.export({ format: 'jwk' });
    const coordinate = (value = ''): Bytes => new Uint8Array(Buffer.from(value, 'base64url'));
    const cose = isoCBOR.encode(
      new Map<number, number | Bytes>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, coordinate(key.x)],
        [-3, coordinate(key.y)],
      ]),
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const data = Buffer.concat([this.data(rp.id ?? '', HAS_CREDENTIAL), Buffer.alloc(16), length, this.id, cose]);
    const attestationObject = isoCBOR.encode(
      new Map<string, string | Map<string, never> | Bytes>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, never>()],
        ['authData', new Uint8Array(data)],
      ]),
    );
    return this.answer({
      clientDataJSON: this.clientData('webauthn.create', challenge),
      attestationObject: base64url(attestationObject),
      transports: ['internal'],
    });
  }

  /** `navigator.credentials.get` */
  get({ challenge, rpId }: { readonly challenge: string; readonly rpId?: string }): object {
    if (this.counter > 0) this.counter += 1;
    const clientDataJSON = this.clientData('webauthn.get', challenge);
    const data = this.data(rpId ?? '', 0);
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    const signature = createSign('sha256').update(signed).sign(this.privateKey);
    return this.answer({ clientDataJSON, authenticatorData: base64url(data), signature: base64url(signature) });
  }

  private data(rpId: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([
      sha256(rpId),
      Buffer.of(USER_PRESENT | flags | (this.verifiesUser ? USER_VERIFIED : 0)),
      counter,
    ]);
  }

  private clientData(type: string, challenge: string): string {
    const { origin } = this;
    return base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));
  }

  private answer(response: object): object {
    const id = base64url(this.id);
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }
}

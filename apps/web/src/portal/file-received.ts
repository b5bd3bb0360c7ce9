import { send, type Schemas } from '../api/client.js';
import { Problem } from '../api/problem.js';
import { once } from '../design/deed.js';
import type { When } from '../design/when.js';

export const KINDS = [
  'breach',
  'suspected-breach',
  'irregularity',
  'security-defect',
  'for-information',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];

const TYPES = { '.eml': 'message/rfc822', '.pdf': 'application/pdf', '.json': 'application/json' } as const;
type Ending = keyof typeof TYPES;
export const ENDINGS = Object.keys(TYPES) as readonly Ending[];
type MediaType = (typeof TYPES)[Ending];

const MIB = 1_048_576;
/** How much of each kind the service takes, in bytes. */
const MOST: Readonly<Record<MediaType, number>> = {
  'message/rfc822': 10 * MIB,
  'application/pdf': 10 * MIB,
  'application/json': MIB / 2,
};

/** What could be read of a file on this device. The service checks it; this only says what a person need not type. */
export interface FoundIn {
  /** Undefined: none that the service takes. */
  readonly type: MediaType | undefined;
  /** Why the service would not take it. */
  readonly fault?: 'unknownType' | 'tooLarge' | 'empty';
  /** Present where the file holds a notice for machines. */
  readonly notice?: { readonly processor?: string; readonly subject?: string };
}

const typeOf = (name: string): MediaType | undefined => {
  const ending = ENDINGS.find((each) => name.toLowerCase().endsWith(each));
  return ending && TYPES[ending];
};

export async function findIn(file: File): Promise<FoundIn> {
  const type = typeOf(file.name);
  if (type === undefined) return { type, fault: 'unknownType' };
  if (file.size === 0) return { type, fault: 'empty' };
  if (file.size > MOST[type]) return { type, fault: 'tooLarge' };
  if (type === 'message/rfc822') return { type, ...(/notice\.json/.test(await file.text()) && { notice: {} }) };
  if (type !== 'application/json') return { type };
  try {
    const { processor, text } = JSON.parse(await file.text()) as Partial<Schemas['ImportedNotice']>;
    const notice = {
      ...(typeof processor?.name === 'string' && { processor: processor.name }),
      ...(typeof text?.subject === 'string' && { subject: text.subject }),
    };
    return { type, notice };
  } catch {
    return { type, notice: {} };
  }
}

/** What a person states of it. */
export interface Stated {
  readonly received: When;
  readonly zone: string;
  /** Empty: as the file says. */
  readonly kind: Kind | '';
  readonly processor: string;
  /** Whether a notice for machines in a mail is left aside. */
  readonly leaveNotice: boolean;
  readonly key: string;
}

/** Sends a file as it is. */
export async function fileReceived(
  file: File,
  { received, zone, kind, processor, leaveNotice, key }: Stated,
): Promise<Schemas['WriteResult']> {
  const wanted = new URLSearchParams({
    ...(received.offset === undefined
      ? { received: received.local, zone }
      : { received: `${received.local}${received.offset}` }),
    ...(kind !== '' && { kind }),
    ...(processor !== '' && { processor }),
    ...(leaveNotice && { withoutNoticeJson: 'true' }),
  });
  const response = await send(
    new Request(new URL(`/api/v1/cases/received?${wanted.toString()}`, window.location.origin), {
      method: 'POST',
      headers: { ...once(key), 'Content-Type': typeOf(file.name) ?? file.type },
      body: file,
    }),
  );
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw Problem.of(response.status, answer);
  return answer as Schemas['WriteResult'];
}

import type { TFunction } from 'i18next';
import type { Schemas } from '../../api/client.js';
import { isErased } from '../../design/erased.js';
import { initialFiling } from '../case/state.js';
import type { Case, Notice } from '../queries.js';
import { toldIn, type Letter, type Part, type Told } from './told.js';

/** What a form of an authority asks for, as the case answers it. */
export interface Fact {
  readonly key: FactKey;
  /** Null: the case does not say. */
  readonly value: string | null;
  /** When the message was sent that these words are taken from, RFC 3339. */
  readonly told?: string;
  /** The processor does not know all of it yet. */
  readonly isOpen?: boolean;
}

/** The facts in the order in which forms ask for them. */
export const GROUPS = {
  who: ['controller', 'address', 'contact', 'phase'],
  when: ['processor', 'awareness', 'aware', 'ends', 'reasons'],
  breach: ['nature', 'persons', 'data', 'consequences', 'measures', 'processorContact', 'gaps'],
  communicated: ['communication'],
} as const;
export type GroupName = keyof typeof GROUPS;
export type FactKey = (typeof GROUPS)[GroupName][number];

/** Every message that told of the breach, whichever way it came. */
export function lettersOf(file: Case, notice: Notice | undefined): readonly Letter[] {
  const sent = (notice?.messages ?? []).flatMap(({ sentAt, text }) =>
    typeof text === 'string' ? [{ sentAt, text }] : [],
  );
  const onFile = file.received.flatMap(({ notice: machine }) =>
    machine === null || isErased(machine) ? [] : [{ sentAt: machine.notice.sentAt, text: machine.text.body }],
  );
  return [...sent, ...onFile];
}

/** What the facts are taken from, and how they are said. */
export interface Known {
  readonly file: Case;
  readonly notice: Notice | undefined;
  readonly organisation: Schemas['OrganisationView'] | undefined;
  readonly t: TFunction<'portal'>;
  /** An instant (RFC 3339) with its offset. */
  readonly when: (at: string) => string;
  /** Milliseconds. */
  readonly now: number;
}

/** What the case, its notices and the organisation say; nothing is concluded from it. */
export function factsOf(known: Known): readonly Fact[] {
  const { file, notice, organisation } = known;
  const told = toldIn(lettersOf(file, notice));
  return [
    { key: 'controller', value: said(organisation?.name) },
    { key: 'address', value: addressOf(organisation) },
    { key: 'contact', value: officersOf(organisation) },
    { key: 'phase', value: phaseOf(known) },
    { key: 'processor', value: processorsOf(known) },
    part('awareness', told.get('awareness')),
    ...clockOf(known),
    part('nature', told.get('nature')),
    part('persons', told.get('persons')),
    part('data', told.get('data')),
    part('consequences', told.get('consequences')),
    part('measures', told.get('measures')),
    part('processorContact', told.get('contact')),
    // Says of itself that something is open.
    ...(told.has('gaps') ? [{ ...part('gaps', told.get('gaps')), isOpen: false }] : []),
    { key: 'communication', value: communicationOf(known) },
  ];
}

const part = (key: FactKey & (Exclude<Part, 'contact'> | 'processorContact'), told: Told | undefined): Fact =>
  told === undefined ? { key, value: null } : { key, value: told.text, told: told.sentAt, isOpen: told.isOpen };

const said = (text: unknown): string | null => (typeof text === 'string' && text.trim() !== '' ? text : null);
const joined = (parts: readonly unknown[], between: string): string | null =>
  said(parts.filter((each) => said(each) !== null).join(between));

const addressOf = (organisation: Known['organisation']): string | null => {
  const address = organisation?.address;
  return address ? joined([address.street, joined([address.postalCode, address.city], ' ')], '\n') : null;
};

const officersOf = (organisation: Known['organisation']): string | null =>
  joined(
    (organisation?.contacts ?? []).map((contact) =>
      contact.erased || !contact.purposes.includes('data-protection-officer')
        ? null
        : joined([contact.name, contact.function, contact.email, contact.phone], ', '),
    ),
    '\n',
  );

function phaseOf({ file, t }: Known): string {
  const initial = initialFiling(file);
  if (!initial) return t('filing.phases.initial');
  return `${t('filing.phases.follow-up')} (${initial.authority}, ${said(initial.reference) ?? t('filing.noReference')})`;
}

/** Who told, and when that arrived. */
function processorsOf({ file, notice, t, when }: Known): string | null {
  const told = [
    ...(notice ? [{ who: notice.counterpart, at: notice.toldAt }] : []),
    ...file.received.map(({ processor, received }) => ({ who: said(processor), at: received.at })),
  ];
  return joined(
    told.map(({ who, at }) => joined([who, at !== null && t('authority.arrived', { at: when(at) })], ', ')),
    '\n',
  );
}

function clockOf({ file, t, when, now }: Known): readonly Fact[] {
  const { deadline } = file;
  if (deadline === null)
    return [
      { key: 'aware', value: null },
      { key: 'ends', value: null },
    ];
  const { due, anchor } = deadline.deadline;
  const reasons = said(initialFiling(file)?.reasonsForDelay);
  const isLate = due !== null && deadline.clock !== 'precautionary' && !file.decided && now > Date.parse(due);
  return [
    { key: 'aware', value: `${when(anchor.at.at)} (${t(`authority.counted.${deadline.clock}`)})` },
    { key: 'ends', value: due === null ? null : when(due) },
    ...(reasons !== null || isLate ? [{ key: 'reasons', value: reasons } as const] : []),
  ];
}

function communicationOf({ file, t, when }: Known): string | null {
  const last = file.communications.at(-1);
  if (!last) return null;
  return joined(
    [
      `${t(`communication.outcomes.${last.outcome}`)}, ${when(last.at.at)}`,
      last.letter !== null && t(`communication.letters.${last.letter}`),
      last.reason,
    ],
    '\n',
  );
}

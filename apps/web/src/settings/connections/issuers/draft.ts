import type { Schemas } from '../../../api/client.js';
import type { SideRole } from '../../members/roles.js';

export type Issuer = Schemas['IssuerDto'];
export type IssuerBody = Schemas['IssuerBody'];

/** An issuer as it is written down, its texts as they were typed. */
export interface IssuerDraft {
  readonly label: string;
  readonly url: string;
  readonly clientId: string;
  /** One on each line. */
  readonly domains: string;
  readonly justInTime: boolean;
  readonly groups: readonly { readonly group: string; readonly roles: readonly SideRole[] }[];
  readonly groupsClaim: string;
  /** Separated by spaces. */
  readonly scopes: string;
}

export const freshIssuer = (): IssuerDraft => ({
  label: '',
  url: '',
  clientId: '',
  domains: '',
  justInTime: false,
  groups: [{ group: '', roles: [] }],
  groupsClaim: 'groups',
  scopes: 'email profile',
});

export const draftOf = ({
  label,
  url,
  clientId,
  domains,
  justInTime,
  groups,
  groupsClaim,
  scopes,
}: Issuer): IssuerDraft => ({
  label,
  url,
  clientId,
  domains: domains.join('\n'),
  justInTime,
  groups,
  groupsClaim,
  scopes: scopes.join(' '),
});

const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');
const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** What is missing or cannot be so. The rules are the service's; these are the ones that somebody meets. */
export interface IssuerFaults {
  readonly label: boolean;
  readonly url: boolean;
  readonly clientId: boolean;
  readonly domains: boolean;
  /** Of each group, in their order. */
  readonly groups: readonly ('unnamed' | 'twice' | 'no-role' | undefined)[];
}

export function faultsOf({ label, url, clientId, domains, groups }: IssuerDraft): IssuerFaults {
  const named = groups.map(({ group }) => group.trim());
  return {
    label: label.trim() === '',
    url: !/^https?:\/\/\S+$/.test(url.trim()) || !URL.canParse(url.trim()),
    clientId: clientId.trim() === '',
    domains: wordsIn(domains).length === 0 || !wordsIn(domains).every((domain) => DOMAIN.test(domain)),
    groups: groups.map(({ roles }, index) => {
      const name = named[index] ?? '';
      if (name === '') return roles.length === 0 ? undefined : 'unnamed';
      if (named.indexOf(name) < index) return 'twice';
      return roles.length === 0 ? 'no-role' : undefined;
    }),
  };
}

export const isSound = ({ groups, ...single }: IssuerFaults): boolean =>
  !Object.values(single).some(Boolean) && groups.every((fault) => fault === undefined);

/** As the API takes it; without a secret the one that there is stays. */
export const bodyOf = (draft: IssuerDraft, secret: string): IssuerBody => ({
  label: draft.label.trim(),
  url: draft.url.trim(),
  clientId: draft.clientId.trim(),
  domains: wordsIn(draft.domains),
  justInTime: draft.justInTime,
  groups: draft.groups
    .filter(({ group }) => group.trim() !== '')
    .map(({ group, roles }) => ({ group: group.trim(), roles: [...roles] })),
  ...(draft.groupsClaim.trim() !== '' && { groupsClaim: draft.groupsClaim.trim() }),
  scopes: wordsIn(draft.scopes),
  ...(secret !== '' && { clientSecret: secret }),
});

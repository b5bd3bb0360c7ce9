import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All addresses of a host name. Rejects where there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/** A webhook may not lead into the network that the service stands in. */
export class AddressNotAllowed extends Error {}

/**
 * Whether an address is one of the open internet: none of this machine, of a private or shared network, of a link (cloud
 * metadata), multicast, reserved, or an IPv6 address that carries an IPv4 one elsewhere (6to4, Teredo, NAT64).
 */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

/**
 * Looks a name up for one connection and refuses it if any of its addresses is not public. The connection goes to what was
 * looked at here and is not looked up again, so that a name cannot change its mind in between.
 */
export const guardedLookup =
  (resolve: Resolve, privateAllowed: boolean): LookupFunction =>
  (hostname, options, callback) => {
    const refuse = (error: Error): void => callback(error, '');
    resolve(hostname).then((found) => {
      const [first] = found;
      if (first === undefined)
        return refuse(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }));
      const inside = privateAllowed ? undefined : found.find(({ address }) => !isPublicAddress(address));
      if (inside) return refuse(new AddressNotAllowed(`${hostname} leads to ${inside.address}`));
      return options.all ? callback(null, [...found]) : callback(null, first.address, first.family);
    }, refuse);
  };

/**
 * What is wrong with an address that somebody registers, or that a connection is about to be made to; undefined: nothing.
 * `setting` is what would allow more.
 */
export function urlFault(
  text: string,
  privateAllowed: boolean,
  setting = 'ART33_WEBHOOKS_PRIVATE',
): string | undefined {
  if (text.length > 2_000 || !URL.canParse(text)) return 'an absolute address of at most 2000 characters';
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return 'begins with https://';
  if (url.username !== '' || url.password !== '') return 'holds no user name and no password';
  if (url.hash !== '') return 'has no part behind #';
  if (privateAllowed) return undefined;
  if (url.protocol !== 'https:') return 'begins with https://';
  if (url.port !== '' && Number(url.port) < 1024) return 'has port 443, or one from 1024 to 65535';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isLocalName = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host);
  const isAddressInside = ipaddr.isValid(host) && !isPublicAddress(host);
  return isLocalName || isAddressInside ? `leads to a public address (see ${setting})` : undefined;
}

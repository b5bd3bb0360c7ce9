import ipaddr from 'ipaddr.js';

const NETWORK_OF_IPV6 = 64;
/** What a proxy passed on as an address and is none: recorded as that, and never as it is. */
const UNKNOWN = 'unknown';

/**
 * The address by which a request came: of the one who asks, where a proxy that is trusted says so, else of whoever connected.
 * An IPv4 address written as IPv6 is the same address. `unknown` where what the proxy says is no address.
 */
export function clientAddressOf({ ip }: { readonly ip: string }): string {
  return ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : UNKNOWN;
}

/** What counts as one visitor: an address of IPv4, or a network (/64) of IPv6, which is what one line is given. */
export function visitorOf(request: { readonly ip: string }): string {
  const address = clientAddressOf(request);
  if (!ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(address)}/${NETWORK_OF_IPV6}`).toString();
}

/** A link-local address names the interface too. */
const withoutZone = (address: string): string => address.split('%')[0] as string;

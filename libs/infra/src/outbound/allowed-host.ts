import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';
import type { AddressRefusal } from './decide-address';

/**
 * One entry of a list of allowed hosts: `host`, `*.host` (those below it), an address, each with `:port` or for any port; or a range
 * of addresses in CIDR form.
 */
export type AllowedHost =
  | { readonly kind: 'name'; readonly name: string; readonly isSuffix: boolean; readonly port: number | undefined }
  | { readonly kind: 'range'; readonly range: readonly [IPv4 | IPv6, number]; readonly port: number | undefined };

export interface HostAndPort {
  /** Normalised: lower case, ASCII, without brackets and without a final dot. */
  readonly host: string;
  readonly port: number;
}

export const allowedHostProblem =
  'must be a host, *.host, an address, each with or without :port, or a range such as 10.0.0.0/8';

const maxLength = 300;
const portForm = /:([0-9]{1,5})$/;

/** @returns undefined for what is none */
export const parseAllowedHost = (text: string): AllowedHost | undefined => {
  if (text.length > maxLength || !/^[^\s/?#@\\]+(\/[0-9]{1,3})?$/.test(text)) return undefined;
  if (text.includes('/'))
    return ipaddr.isValidCIDR(text) ? { kind: 'range', range: ipaddr.parseCIDR(text), port: undefined } : undefined;
  const isSuffix = text.startsWith('*.');
  const host = isSuffix ? text.slice(2) : text;
  const url = URL.parse(`https://${ipaddr.IPv6.isValid(host) ? `[${host}]` : host}`);
  if (!url) return undefined;
  const name = bareHost(url.hostname);
  const port = portOf(host, url);
  if (!ipaddr.isValid(name)) return name.includes('*') ? undefined : { kind: 'name', name, isSuffix, port };
  if (isSuffix) return undefined;
  const address = ipaddr.parse(name);
  return { kind: 'range', range: [address, bitsOf(address)], port };
};

/** Whether a list names a host or, by an address or range, the address that stands in its place. */
export const isListed = (list: readonly AllowedHost[], { host, port }: HostAndPort): boolean =>
  list.some((entry) => {
    if (entry.port !== undefined && entry.port !== port) return false;
    if (entry.kind === 'range') return isInRange(host, entry.range);
    return entry.isSuffix ? host.endsWith(`.${entry.name}`) : host === entry.name;
  });

/** Whether a list opens an address. A whole range never opens a cloud's metadata: that is listed by itself. */
export const isAddressListed = (
  list: readonly AllowedHost[],
  { address, port, refusal }: { readonly address: string; readonly port: number; readonly refusal: AddressRefusal },
): boolean =>
  list.some(
    (entry) =>
      entry.kind === 'range' &&
      (entry.port === undefined || entry.port === port) &&
      (refusal !== 'metadata' || entry.range[1] === bitsOf(entry.range[0])) &&
      isInRange(address, entry.range),
  );

/** A URL's host name as lists and resolvers write it. */
export const bareHost = (hostname: string): string => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return bare.endsWith('.') ? bare.slice(0, -1) : bare;
};

const bitsOf = (address: IPv4 | IPv6): number => address.toByteArray().length * 8;

/** The URL has no port where it is the scheme's own. */
const portOf = (host: string, { port }: URL): number | undefined => {
  if (port !== '') return Number(port);
  const written = ipaddr.IPv6.isValid(host) ? null : portForm.exec(host);
  return written ? Number(written[1]) : undefined;
};

const isInRange = (address: string, range: readonly [IPv4 | IPv6, number]): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.kind() === range[0].kind() && parsed.match(range[0], range[1]);
};

import { isIP } from 'node:net';
import { type AllowedHost, bareHost, type HostAndPort, isAddressListed, isListed } from './allowed-host';
import { type AddressRefusal, decideAddress } from './decide-address';

/** Why a URL that a user named is not called. */
export type OutboundRefusal = AddressRefusal | 'scheme' | 'credentials' | 'local_name' | 'not_allowed' | 'redirect';

/** Who may be called beside the public internet (the operator's word), and who alone may be called (the workspace's). */
export interface OutboundAllowances {
  readonly operator: readonly AllowedHost[];
  /** Empty: no narrower than the operator's. */
  readonly workspace: readonly AllowedHost[];
}

export type UrlDecision =
  { readonly kind: 'allowed'; readonly url: URL } | { readonly kind: 'refused'; readonly reason: OutboundRefusal };

const maxUrlLength = 2_048;

const metadataNames: readonly string[] = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'instance-data',
  'instance-data.ec2.internal',
];

/** Names of private networks: RFC 6761, 6762, 8375, ICANN's "internal", and what routers and companies use. */
const localSuffixes: readonly string[] = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
];

/**
 * Whether a URL may be called, as far as its text says; the addresses of a name are judged when it is resolved. Host forms are
 * those of the WHATWG URL parser, which turns decimal, octal, hexadecimal and full-width addresses into plain ones.
 */
export const decideOutboundUrl = (text: string, { operator, workspace }: OutboundAllowances): UrlDecision => {
  const url = parseUrl(text);
  if (!url) return refused('malformed');
  const target = toTarget(url);
  const isOpen = isListed(operator, target);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOpen)) return refused('scheme');
  if (url.username !== '' || url.password !== '') return refused('credentials');
  const reason = decideTarget(target, operator) ?? (isNarrowedOut(workspace, target) ? 'not_allowed' : undefined);
  return reason === undefined ? { kind: 'allowed', url } : refused(reason);
};

/**
 * Why an address that a host resolved to may not be called; undefined when it may. A listed name opens its addresses, but not a cloud's
 * metadata: who answers for the name could point it there.
 */
export const decideResolved = (
  address: string,
  target: HostAndPort,
  operator: readonly AllowedHost[],
): AddressRefusal | undefined => {
  const refusal = decideAddress(address);
  if (refusal === undefined || isAddressListed(operator, { address, port: target.port, refusal })) return undefined;
  const isNameListed = isIP(target.host) === 0 && isListed(operator, target);
  return isNameListed && refusal !== 'metadata' ? undefined : refusal;
};

/** Host and port that a URL leads to. */
export const toTarget = (url: URL): HostAndPort => ({
  host: bareHost(url.hostname),
  port: url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port),
});

/**
 * Whether two URLs lead to the same place: scheme, host and port. A secret that was entered for one place must not go to another: a
 * caller that stores a new URL for which this is false voids it.
 */
export const isSameHost = (before: string, after: string): boolean => {
  const [one, other] = [parseUrl(before), parseUrl(after)];
  if (!one || !other || one.protocol !== other.protocol) return false;
  const [from, to] = [toTarget(one), toTarget(other)];
  return from.host === to.host && from.port === to.port;
};

/** Stricter than the WHATWG parser, which drops line breaks and takes a backslash for a slash: other parsers do not. */
const parseUrl = (text: string): URL | undefined => {
  if (text.length > maxUrlLength || /[\s\\\p{Cc}]/u.test(text)) return undefined;
  const url = URL.parse(text);
  return url && url.port !== '0' && !url.hostname.endsWith('..') ? url : undefined;
};

const decideTarget = (target: HostAndPort, operator: readonly AllowedHost[]): OutboundRefusal | undefined => {
  if (isIP(target.host) !== 0) return decideResolved(target.host, target, operator);
  return isListed(operator, target) ? undefined : decideName(target.host);
};

const decideName = (host: string): OutboundRefusal | undefined => {
  if (metadataNames.includes(host)) return 'metadata';
  const isLocal = !host.includes('.') || localSuffixes.some((suffix) => host.endsWith(`.${suffix}`));
  return isLocal ? 'local_name' : undefined;
};

const isNarrowedOut = (workspace: readonly AllowedHost[], target: HostAndPort): boolean =>
  workspace.length > 0 && !isListed(workspace, target);

const refused = (reason: OutboundRefusal): UrlDecision => ({ kind: 'refused', reason });

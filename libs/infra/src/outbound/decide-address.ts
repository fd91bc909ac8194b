import { isIP } from 'node:net';
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/** Why an IP address may not be called by a request whose host a user named. */
export type AddressRefusal =
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link_local'
  | 'carrier_grade_nat'
  | 'multicast'
  | 'reserved'
  | 'tunnel'
  | 'metadata'
  | 'malformed';

/** By the name that ipaddr.js gives a range; any other name but `unicast` is one of the IANA special-purpose registries: reserved. */
const ranges: Readonly<Record<string, AddressRefusal | undefined>> = {
  unicast: undefined,
  unspecified: 'unspecified',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  deprecatedSiteLocal: 'private',
  linkLocal: 'link_local',
  carrierGradeNat: 'carrier_grade_nat',
  multicast: 'multicast',
};

/** Where clouds serve credentials to whoever asks: AWS (also to containers, and IPv6), Azure, Alibaba, Oracle. */
const metadataAddresses: readonly string[] = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
];

/**
 * Whether a resolved address is one of the public internet. Forms of IPv6 that carry an IPv4 address are judged by that one: it is
 * where the packets go.
 * @param address as a resolver or a parsed URL gives it, without brackets
 * @returns undefined when it may be called
 */
export const decideAddress = (address: string): AddressRefusal | undefined => {
  // A zone names an interface of this machine.
  if (address.includes('%')) return 'link_local';
  if (isIP(address) === 0) return 'malformed';
  const parsed = ipaddr.parse(address);
  return isIPv4(parsed) ? decideIPv4(parsed) : decideIPv6(parsed);
};

const decideIPv4 = (address: IPv4): AddressRefusal | undefined =>
  metadataAddresses.includes(address.toString()) ? 'metadata' : refusalOf(address.range());

const decideIPv6 = (address: IPv6): AddressRefusal | undefined => {
  if (metadataAddresses.some((one) => ipaddr.parse(one).toString() === address.toString())) return 'metadata';
  const range: string = address.range();
  const carried = carriedIPv4(address, range);
  if (carried) return decideIPv4(carried) ?? (isTunnel(address, range) ? 'tunnel' : undefined);
  const refusal = refusalOf(range);
  // Only 2000::/3 has been given out; the rest is the IANA's.
  return refusal ?? (isGlobalUnicast(address) ? undefined : 'reserved');
};

const refusalOf = (range: string): AddressRefusal | undefined =>
  Object.hasOwn(ranges, range) ? ranges[range] : 'reserved';

const isIPv4 = (address: IPv4 | IPv6): address is IPv4 => address.kind() === 'ipv4';
const isGlobalUnicast = ({ parts }: IPv6): boolean => ((parts[0] ?? 0) & 0xe000) === 0x2000;
const isCompatible = ({ parts }: IPv6): boolean =>
  parts.slice(0, 6).every((part) => part === 0) && parts.slice(6).some((part) => part > 1);

/** Ways that nobody needs to be called on, and that lead past a firewall. Mapped and NAT64 addresses are what resolvers give. */
const isTunnel = (address: IPv6, range: string): boolean =>
  ['6to4', 'teredo', 'rfc6145'].includes(range) || isCompatible(address);

/** RFC 4291 (mapped, compatible), 6145, 6052 (well-known prefix), 3056 (6to4), 4380 (Teredo: the client's, inverted). */
const carriedIPv4 = (address: IPv6, range: string): IPv4 | undefined => {
  const bytes = address.toByteArray();
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  if (range === 'teredo') return new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff));
  const isWellKnownPrefix = range === 'rfc6052' && address.parts[2] === 0;
  const isLow = isWellKnownPrefix || range === 'ipv4Mapped' || range === 'rfc6145' || isCompatible(address);
  return isLow ? new ipaddr.IPv4(bytes.slice(12)) : undefined;
};

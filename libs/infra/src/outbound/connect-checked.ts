import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { type AllowedHost, bareHost, type HostAndPort } from './allowed-host';
import type { AddressRefusal } from './decide-address';
import { decideResolved } from './decide-outbound-url';

/** A name's addresses. @throws an error with a `code` when it has none */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** As everything else on this machine resolves names: the hosts file counts. */
export const resolveBySystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
};

/** A connection that was not made, because an address may not be called. */
export class RefusedAddressError extends Error {
  constructor(readonly reason: AddressRefusal) {
    super(`refused to connect: ${reason}`);
    this.name = 'RefusedAddressError';
  }
}

/**
 * The addresses of a host, all of them checked: one that may not be called refuses the host, since nobody says which would be taken.
 * @throws RefusedAddressError; what `resolve` throws
 */
export const resolveChecked = async (
  resolve: Resolve,
  target: HostAndPort,
  operator: readonly AllowedHost[],
): Promise<readonly string[]> => {
  const addresses = isIP(target.host) === 0 ? await resolve(target.host) : [target.host];
  for (const address of addresses) {
    const reason = decideResolved(address, target, operator);
    if (reason !== undefined) throw new RefusedAddressError(reason);
  }
  return addresses;
};

/** Connects to the addresses that were checked and to no others: a second look-up could answer differently (DNS rebinding). */
export const connectChecked = (
  build: typeof buildConnector,
  resolve: Resolve,
  operator: readonly AllowedHost[],
  connectTimeoutMs: number,
): buildConnector.connector => {
  return (options, callback) => {
    const port = Number(options.port || (options.protocol === 'http:' ? 80 : 443));
    resolveChecked(resolve, { host: bareHost(options.hostname), port }, operator).then(
      (addresses) => {
        // HTTP/1.1 only: the limits of time and size below were tried with it.
        const connect = build({ timeout: connectTimeoutMs, allowH2: false, lookup: lookupOf(addresses) });
        connect(options, callback);
      },
      (error: Error) => callback(error, null),
    );
  };
};

const lookupOf = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, callback) => {
    const [first] = found;
    if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
    else if (all) callback(null, found);
    else callback(null, first.address, first.family);
  };
};

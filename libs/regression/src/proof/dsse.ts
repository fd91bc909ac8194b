import { type KeyObject, sign, verify } from 'node:crypto';

/**
 * A signed document in the form of DSSE v1.0.2 (https://github.com/secure-systems-lab/dsse): the signature covers the payload's bytes and
 * its type, so that neither can be read as something else.
 */
export interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export const payloadType = 'application/vnd.in-toto+json';

/** Pre-authentication encoding: what is signed. */
const preAuthEncoding = (type: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body]);

/** @param key an Ed25519 private key */
export const signEnvelope = (text: string, key: { readonly id: string; readonly privateKey: KeyObject }): Envelope => {
  const body = Buffer.from(text, 'utf8');
  const sig = sign(null, preAuthEncoding(payloadType, body), key.privateKey).toString('base64');
  return { payload: body.toString('base64'), payloadType, signatures: [{ keyid: key.id, sig }] };
};

/**
 * The text that an envelope holds, once one of the keys has signed it. Strict: one signature, of a known key, and base64 spelled one way.
 * @returns what is wrong, where something is
 */
export const openEnvelope = (
  envelope: unknown,
  keys: ReadonlyMap<string, KeyObject>,
): { readonly text: string } | { readonly problem: string } => {
  if (!isEnvelope(envelope)) return { problem: 'not a DSSE envelope with one signature' };
  const { payload, payloadType: type, signatures } = envelope;
  if (type !== payloadType) return { problem: 'the payload is of another type' };
  const [{ keyid, sig } = { keyid: '', sig: '' }] = signatures;
  const key = keys.get(keyid);
  if (!key) return { problem: 'signed by a key that is not given' };
  const [body, signature] = [decode(payload), decode(sig)];
  if (!body || !signature) return { problem: 'not base64' };
  if (!verify(null, preAuthEncoding(type, body), key, signature)) return { problem: 'the signature is wrong' };
  return { text: body.toString('utf8') };
};

const isEnvelope = (value: unknown): value is Envelope => {
  if (!hasExactly(value, ['payload', 'payloadType', 'signatures'])) return false;
  const { payload, payloadType: type, signatures } = value;
  if (typeof payload !== 'string' || typeof type !== 'string' || !Array.isArray(signatures)) return false;
  const [signature] = signatures as unknown[];
  return (
    signatures.length === 1 &&
    hasExactly(signature, ['keyid', 'sig']) &&
    typeof signature['keyid'] === 'string' &&
    typeof signature['sig'] === 'string'
  );
};

const hasExactly = (value: unknown, keys: readonly string[]): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.keys(value).sort().join() === [...keys].sort().join();

const decode = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};

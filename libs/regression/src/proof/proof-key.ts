import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { canonicalJson } from '@debrief/kernel';

/** DER before the 32 bytes of an Ed25519 private key (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface PublicJwk extends JsonWebKey {
  readonly kid: string;
}

/** The key pair of an instance: the same after every start, as long as its secret is. */
export class ProofKey {
  readonly id: string;
  readonly publicJwk: PublicJwk;
  readonly privateKey: KeyObject;

  /** @param seed 32 bytes that nobody else knows */
  constructor(seed: Buffer) {
    this.privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
    const { kty, crv, x } = createPublicKey(this.privateKey).export({ format: 'jwk' });
    this.id = thumbprint({ kty, crv, x });
    this.publicJwk = { kty, crv, x, kid: this.id, alg: 'EdDSA', use: 'sig' };
  }
}

/** RFC 7638: the id of a key is a hash of it, so nobody needs to say which key it is. */
const thumbprint = (key: { kty?: string; crv?: string; x?: string }): string =>
  createHash('sha256')
    .update(canonicalJson({ kty: key.kty ?? '', crv: key.crv ?? '', x: key.x ?? '' }))
    .digest('base64url');

/** The Ed25519 keys of a JWK set by their id; an id that is not the key's own thumbprint is left out, and so are other keys. */
export const readKeySet = (set: unknown): ReadonlyMap<string, KeyObject> => {
  const keys = (set as { keys?: unknown } | null)?.keys;
  const found = new Map<string, KeyObject>();
  for (const jwk of Array.isArray(keys) ? (keys as PublicJwk[]) : []) {
    if (jwk?.kty !== 'OKP' || jwk.crv !== 'Ed25519' || jwk.kid !== thumbprint(jwk)) continue;
    found.set(jwk.kid, createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' }));
  }
  return found;
};

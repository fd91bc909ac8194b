import { createHash, timingSafeEqual } from 'node:crypto';
import { CONFIG, type Config, JwtVerifier } from '@debrief/infra';
import { DomainError, type ErrorReason } from '@debrief/kernel';
import type { Freshness } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from './caller';
import type { PresentedCredential } from './credential';
import { CREDENTIALS, type CredentialSource, type KnownKey } from './credential-source';

/** Every API key's secret begins with this, so that a key is never tried as something else. */
const apiKeyPrefix = 'dbf_sk_';

const wrongKey = (message: string, reason?: ErrorReason): DomainError =>
  new DomainError('UNAUTHENTICATED', message, { reason, subject: 'key' });

/** Tells who a credential belongs to. */
@Injectable()
export class Authenticator {
  private readonly serverToken: Buffer | null;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CREDENTIALS) private readonly credentials: CredentialSource,
    private readonly jwts: JwtVerifier,
  ) {
    this.serverToken = config.auth.serverToken === null ? null : digest(config.auth.serverToken);
  }

  /**
   * @param freshness how old an API key's row may be
   * @throws DomainError UNAUTHENTICATED when the credential is wrong, UNAVAILABLE when it cannot be checked now
   */
  async authenticate(
    credential: PresentedCredential | undefined,
    requestId: string,
    freshness: Freshness = 'current',
  ): Promise<Caller> {
    if (!credential) throw new DomainError('UNAUTHENTICATED', 'A credential is required');
    const { secret, publicKey, kind } = credential;
    if (kind === 'key' || secret.startsWith(apiKeyPrefix)) {
      const key =
        publicKey === null
          ? this.credentials.findApiKey(secret, freshness)
          : this.credentials.findApiKeyPair(publicKey, secret, freshness);
      return { type: 'api_key', key: usable(await key, new Date()) };
    }
    if (this.isServerToken(secret)) return { type: 'server' };
    const user = await this.jwts.verify(secret);
    return { type: 'user', user, memberships: await this.credentials.membershipsOf(user, requestId) };
  }

  // Digests have one length, so the comparison tells nothing about the token's.
  private isServerToken(secret: string): boolean {
    return this.serverToken !== null && timingSafeEqual(digest(secret), this.serverToken);
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const usable = (key: KnownKey | undefined, now: Date): KnownKey => {
  if (!key) throw wrongKey('The API key is not valid');
  if (key.revokedAt && key.revokedAt <= now) throw wrongKey('The API key was revoked', 'key_revoked');
  if (key.expiresAt && key.expiresAt <= now) throw wrongKey('The API key has expired', 'key_expired');
  return key;
};

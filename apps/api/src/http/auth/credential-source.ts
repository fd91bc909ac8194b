import type { KeyScope, Role } from '@debrief/kernel';
import type { Freshness } from '@debrief/tenancy';
import type { Plan, VerifiedUser } from '@debrief/infra';

/** An API key that exists. Whether it is still good is the guard's decision, so that it can say why not. */
export interface KnownKey {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly scopes: readonly KeyScope[];
  readonly plan: Plan;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface Membership {
  readonly workspaceId: string;
  readonly role: Role;
  readonly plan: Plan;
}

/** What the guard asks of tenancy. */
export interface CredentialSource {
  /** `recent` may be seconds old: only for a route whose own transaction looks again. */
  findApiKey(secret: string, freshness?: Freshness): Promise<KnownKey | undefined>;
  /** For HTTP Basic: undefined also when the public key is not this secret's. */
  findApiKeyPair(publicKey: string, secret: string, freshness?: Freshness): Promise<KnownKey | undefined>;
  /** Oldest first. */
  membershipsOf(user: Pick<VerifiedUser, 'userId' | 'email'>, requestId: string): Promise<readonly Membership[]>;
  workspaceExists(workspaceId: string): Promise<boolean>;
}

export const CREDENTIALS = Symbol('CredentialSource');

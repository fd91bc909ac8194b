import type { KeyScope, Role } from '@debrief/kernel';
import type { Plan } from '@debrief/infra';

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
  /** @param publicKey if given, the key must be the one of this public key */
  findApiKey(secret: string, publicKey?: string): Promise<KnownKey | undefined>;
  /** Oldest first. */
  membershipsOf(userId: string, email: string | null): Promise<readonly Membership[]>;
  workspaceExists(workspaceId: string): Promise<boolean>;
}

export const CREDENTIALS = Symbol('CredentialSource');

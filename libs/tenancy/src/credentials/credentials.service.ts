import { hash, timingSafeEqual } from 'node:crypto';
import { Database, RecentValues } from '@debrief/infra';
import { isUuid, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { recordAudit } from '../audit/audit.queries';
import { bindMember } from '../members/members.queries';
import { hashSecret, isWellFormedSecret } from './api-key-secret';
import {
  selectCredentials,
  selectMembershipsOf,
  workspaceExists,
  type ApiKeyCredential,
  type Membership,
  type MembershipRow,
} from './credentials.queries';
import { KeyPepper } from './key-pepper';
import { KeyUsage } from './key-usage';

/** Who signed in, as the token says. */
export interface SignedInUser {
  readonly userId: string;
  /** Only an address that the identity provider has verified: it admits to the workspaces that invited it. */
  readonly email: string | null;
}

/**
 * `current`: as the database has it now. `recent`: as it had it within the last seconds, for a caller whose own transaction looks
 * again (`findEndedKeys`): an agent that sends many batches then costs no look-up of its own.
 */
export type Freshness = 'current' | 'recent';

const recent = { freshMs: 10_000, max: 10_000 };

/** Answers the auth guard's questions, the only ones that come before a workspace is known. Throws UNAVAILABLE, never guesses. */
@Injectable()
export class CredentialsService {
  // Look-ups of one tick become one query.
  private readonly byHash = new DataLoader((hashes: readonly Buffer[]) => this.loadKeys(hashes), {
    cache: false,
    maxBatchSize: 500,
  });

  private readonly recent = new RecentValues<ApiKeyCredential>(recent);

  constructor(
    private readonly database: Database,
    private readonly pepper: KeyPepper,
    private readonly usage: KeyUsage,
  ) {}

  /** The key that the secret opens, ended or not; undefined when there is none. A typo costs no query. */
  async findApiKey(secret: string, freshness: Freshness = 'current'): Promise<ApiKeyCredential | undefined> {
    if (!isWellFormedSecret(secret)) return undefined;
    const key = freshness === 'recent' ? await this.loadRecent(secret) : await this.load(secret);
    if (key) this.usage.record(key);
    return key;
  }

  /** As `findApiKey` for HTTP Basic: undefined also when the public key is not this secret's. */
  async findApiKeyPair(
    publicKey: string,
    secret: string,
    freshness: Freshness = 'current',
  ): Promise<ApiKeyCredential | undefined> {
    const key = await this.findApiKey(secret, freshness);
    return key && equalTexts(key.publicKey, publicKey) ? key : undefined;
  }

  /** Workspaces of a user, oldest membership first. Invitations to the user's e-mail address become memberships here. */
  async membershipsOf(user: SignedInUser, requestId: string): Promise<readonly Membership[]> {
    const rows = await this.findMemberships(user);
    const joined = rows.filter((row) => row.userId !== null);
    const invitations = rows.filter(
      (row) => row.userId === null && !joined.some(({ workspaceId }) => workspaceId === row.workspaceId),
    );
    if (invitations.length === 0) return joined;
    for (const invitation of invitations) await this.acceptInvitation(invitation, user, requestId);
    return (await this.findMemberships(user)).filter((row) => row.userId !== null);
  }

  /** Whether a workspace of this id exists: for the server token, which names its workspace itself. */
  async workspaceExists(workspaceId: string): Promise<boolean> {
    return isUuid(workspaceId) && this.database.asSystem('authenticate', (tx) => workspaceExists(tx, workspaceId));
  }

  private load(secret: string): Promise<ApiKeyCredential | undefined> {
    return this.byHash.load(hashSecret(this.pepper.key, secret));
  }

  private loadRecent(secret: string): Promise<ApiKeyCredential | undefined> {
    // Not the secret itself, which must not lie about in memory; and no HMAC, which costs as much as handling some events.
    return this.recent.get(hash('sha256', secret), () => this.load(secret));
  }

  private findMemberships(user: SignedInUser): Promise<MembershipRow[]> {
    return this.database.asSystemClient('authenticate', (client) => selectMembershipsOf(client, user));
  }

  /** Two requests of a first sign-in may both come here: one binds the row, and both then read it as bound. */
  private async acceptInvitation(
    { workspaceId, role, memberId }: MembershipRow,
    { userId, email }: SignedInUser,
    requestId: string,
  ): Promise<void> {
    const scope: Scope = { workspaceId, projectId: null, actor: { type: 'user', id: userId, role, email }, requestId };
    await this.database.inWorkspace(scope, async (tx) => {
      if (!(await bindMember(tx, memberId, userId))) return;
      await recordAudit(tx, scope, {
        action: 'member.join',
        targetType: 'member',
        targetId: userId,
        details: { email, role },
      });
    });
  }

  private async loadKeys(hashes: readonly Buffer[]): Promise<(ApiKeyCredential | undefined)[]> {
    const rows = await this.database.asSystemClient('authenticate', (client) => selectCredentials(client, hashes));
    const byHash = new Map(rows.map(({ keyHash, ...key }) => [keyHash.toString('hex'), key]));
    return hashes.map((hash) => byHash.get(hash.toString('hex')));
  }
}

const equalTexts = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

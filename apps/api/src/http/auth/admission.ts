import type { IncomingHttpHeaders } from 'node:http';
import type { Allowance, RateBucket } from '@debrief/infra';
import { DomainError, notFound } from '@debrief/kernel';
import type { Freshness } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { type RateOwner, RateLimits } from '../rate-limits';
import type { Grant } from '../requires';
import { Authenticator } from './authenticator';
import type { Caller } from './caller';
import { readCredential } from './credential';
import { CREDENTIALS, type CredentialSource } from './credential-source';
import { type Access, decideAccess } from './decide-access';
import type { WorkspaceChoice } from './workspace-choice';

/** Somebody at the door. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  readonly choice: WorkspaceChoice;
  /** Where the request came from; absent where the protocol does not say. */
  readonly address?: string;
}

/** What the door is to. */
export interface Door {
  readonly grants: readonly Grant[];
  readonly freshness: Freshness;
  readonly bucket: RateBucket;
}

export interface Admitted {
  readonly caller: Caller;
  readonly access: Access | null;
}

/** Lets callers in or not, whatever protocol they speak. Order: who is it, has it requests left, may it do this. */
@Injectable()
export class Admission {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly rateLimits: RateLimits,
    @Inject(CREDENTIALS) private readonly credentials: CredentialSource,
  ) {}

  /**
   * @param report is told what is left of the caller's rate, also when that is nothing
   * @throws DomainError UNAUTHENTICATED, LIMITED, FORBIDDEN; UNAVAILABLE when the credential cannot be checked now
   */
  async admit(arrival: Arrival, door: Door, report: (allowance: Allowance) => void): Promise<Admitted> {
    const { choice } = arrival;
    const caller = await this.identify(arrival, door.freshness);
    await this.rateLimits.take(rateOwnerOf(caller, choice), door.bucket, report);
    const access = decideAccess(door.grants, caller, choice);
    if (caller.type === 'server' && access) await this.mustExist(access.workspaceId);
    return { caller, access };
  }

  /** Who presents wrong credentials over and over is told to slow down; right ones from the same address go on. */
  private async identify({ headers, requestId, address }: Arrival, freshness: Freshness): Promise<Caller> {
    const credential = readCredential(headers);
    try {
      return await this.authenticator.authenticate(credential, requestId, freshness);
    } catch (error) {
      if (credential && address !== undefined && error instanceof DomainError && error.code === 'UNAUTHENTICATED')
        await this.rateLimits.noteFailure(address);
      throw error;
    }
  }

  private async mustExist(workspaceId: string): Promise<void> {
    if (!(await this.credentials.workspaceExists(workspaceId))) throw notFound('workspace', workspaceId);
  }
}

/**
 * Whose requests are counted together, and by which plan: a key's by its workspace's, a user's in each workspace by that one's. A user who
 * names one that is not theirs has the lowest, and one count for all such. Null: the operator's own are not counted.
 */
const rateOwnerOf = (caller: Caller, choice: WorkspaceChoice): RateOwner | null => {
  if (caller.type === 'server') return null;
  if (caller.type === 'api_key') return { name: `key:${caller.key.keyId}`, plan: caller.key.plan };
  const named = choice.any?.toLowerCase() ?? caller.memberships[0]?.workspaceId;
  const membership = caller.memberships.find(({ workspaceId }) => workspaceId === named);
  return {
    name: `user:${caller.user.userId}:${membership?.workspaceId ?? 'none'}`,
    plan: membership?.plan ?? 'free',
  };
};

import type { IncomingHttpHeaders } from 'node:http';
import type { Allowance, Plan, RateBucket } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import type { Freshness } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimits } from '../rate-limits';
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
    const { headers, requestId, choice } = arrival;
    const caller = await this.authenticator.authenticate(readCredential(headers), requestId, door.freshness);
    await this.rateLimits.take(caller, planOf(caller, choice), door.bucket, report);
    const access = decideAccess(door.grants, caller, choice);
    if (caller.type === 'server' && access) await this.mustExist(access.workspaceId);
    return { caller, access };
  }

  private async mustExist(workspaceId: string): Promise<void> {
    if (!(await this.credentials.workspaceExists(workspaceId))) throw notFound('workspace', workspaceId);
  }
}

/** The plan of the workspace that the caller means; of a user who names none that is theirs, the lowest. */
const planOf = (caller: Caller, choice: WorkspaceChoice): Plan => {
  if (caller.type === 'server') return 'enterprise';
  if (caller.type === 'api_key') return caller.key.plan;
  const named = choice.any?.toLowerCase() ?? caller.memberships[0]?.workspaceId;
  return caller.memberships.find(({ workspaceId }) => workspaceId === named)?.plan ?? 'free';
};

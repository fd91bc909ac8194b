import { addToLogContext, type Plan, type RateBucket } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { bucketOf, rateBucketKey, RateLimits } from '../rate-limits';
import { contextOf, requestOf } from '../request-context';
import { checksKeyKey, type Grant, publicKey, requiresKey } from '../requires';
import { Authenticator } from './authenticator';
import type { Caller } from './caller';
import { readCredential } from './credential';
import { CREDENTIALS, type CredentialSource } from './credential-source';
import { decideAccess } from './decide-access';
import { readWorkspaceChoice, type WorkspaceChoice } from './workspace-choice';

/**
 * The one door: every route passes it, and a route without a policy is closed. Runs before the body is read, so a caller who is
 * refused costs no memory. Order: who is it, has it requests left, may it do this.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly rateLimits: RateLimits,
    @Inject(CREDENTIALS) private readonly credentials: CredentialSource,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const route = execution.getHandler();
    if (this.reflector.get<boolean | undefined>(publicKey, route)) return true;
    const grants = this.reflector.get<readonly Grant[] | undefined>(requiresKey, route);
    if (!grants) throw new Error(`route ${route.name} has no policy`);

    const request = requestOf(execution);
    const context = contextOf(request);
    const freshness = this.reflector.get<true | undefined>(checksKeyKey, route) ? 'recent' : 'current';
    const caller = await this.authenticator.authenticate(readCredential(request.headers), context.requestId, freshness);
    const choice = readWorkspaceChoice(request);
    const bucket = bucketOf(grants, this.reflector.get<RateBucket | undefined>(rateBucketKey, route));
    await this.rateLimits.take(
      caller,
      planOf(caller, choice),
      bucket,
      execution.switchToHttp().getResponse<Response>(),
    );

    const access = decideAccess(grants, caller, choice);
    if (caller.type === 'server' && access) await this.mustExist(access.workspaceId);
    if (caller.type === 'user') context.user = caller.user;
    if (access) {
      context.scope = { ...access, requestId: context.requestId };
      addToLogContext({ workspaceId: access.workspaceId });
    }
    return true;
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

import { addToLogContext, type RateBucket } from '@debrief/infra';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { bucketOf, rateBucketKey, writeAllowance } from '../rate-limits';
import { contextOf, requestOf } from '../request-context';
import { checksKeyKey, type Grant, publicKey, requiresKey } from '../requires';
import { Admission, type Door } from './admission';
import { readWorkspaceChoice } from './workspace-choice';

/**
 * The one door of HTTP: every route passes it, and a route without a policy is closed. Runs before the body is read, so a caller who
 * is refused costs no memory.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly admission: Admission,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const route = execution.getHandler();
    if (this.reflector.get<boolean | undefined>(publicKey, route)) return true;
    const grants = this.reflector.get<readonly Grant[] | undefined>(requiresKey, route);
    if (!grants) throw new Error(`route ${route.name} has no policy`);

    const request = requestOf(execution);
    const response = execution.switchToHttp().getResponse<Response>();
    const context = contextOf(request);
    const door: Door = {
      grants,
      freshness: this.reflector.get<true | undefined>(checksKeyKey, route) ? 'recent' : 'current',
      bucket: bucketOf(grants, this.reflector.get<RateBucket | undefined>(rateBucketKey, route)),
    };
    const arrival = {
      headers: request.headers,
      requestId: context.requestId,
      choice: readWorkspaceChoice(request),
      address: request.ip,
    };
    const { caller, access } = await this.admission.admit(arrival, door, (left) => writeAllowance(response, left));

    if (caller.type === 'user') context.user = caller.user;
    if (access) {
      context.scope = { ...access, requestId: context.requestId };
      addToLogContext({ workspaceId: access.workspaceId });
    }
    return true;
  }
}

import type { Scope } from '@debrief/kernel';
import type { VerifiedUser } from '@debrief/infra';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { BodyReader } from './bodies/body-reader';

/** What the shell knows about one request. Made by the first middleware, completed by the guard. */
export interface RequestContext {
  readonly requestId: string;
  readonly body: BodyReader;
  /** Set by the guard where the policy makes one. */
  scope?: Scope;
  /** Set by the guard for callers with a JWT. */
  user?: VerifiedUser;
}

const contexts = new WeakMap<Request, RequestContext>();

export const setRequestContext = (request: Request, context: RequestContext): void => {
  contexts.set(request, context);
};

/** The context of a request that went through the shell's middleware: every request of the api does. */
export const contextOf = (request: Request): RequestContext => {
  const context = contexts.get(request);
  if (!context) throw new Error('the request did not pass the shell');
  return context;
};

export const requestOf = (context: ExecutionContext): Request => context.switchToHttp().getRequest<Request>();

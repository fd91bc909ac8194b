import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { KeyScope, Role, Scope } from '@debrief/kernel';
import type { VerifiedUser } from '@debrief/infra';
import { contextOf, requestOf } from './request-context';

/**
 * Who may call a route. `key:<scope>`: an API key with that scope. `viewer`, `member`, `owner`: a console user whose role is at
 * least that. `server`: the server token. `user`: any valid JWT, with or without a workspace (the handler takes `@SignedIn()`).
 */
export type Grant = `key:${KeyScope}` | Role | 'server' | 'user';

export const requiresKey = 'debrief:requires';
export const publicKey = 'debrief:public';

/** The route's policy: one of these principals. A route with neither this nor `@Public()` does not boot. */
export const Requires = (...grants: [Grant, ...Grant[]]): MethodDecorator =>
  applyDecorators(SetMetadata(requiresKey, grants), ApiExtension('x-requires', grants));

export const checksKeyKey = 'debrief:checks-key';

/** The route's own transaction makes sure that the API key has not ended: the guard may know the key from a moment ago. */
export const ChecksKey = (): MethodDecorator => SetMetadata(checksKeyKey, true);

/** The route needs no credential. */
export const Public = (): MethodDecorator => SetMetadata(publicKey, true);

/** The caller's scope, as the guard made it. */
export const InScope = createParamDecorator((_: unknown, context: ExecutionContext): Scope => {
  const { scope } = contextOf(requestOf(context));
  if (!scope) throw new Error('the route takes a scope but its policy makes none');
  return scope;
});

/** The console user behind the request: `{userId, email, expiresAt}`. Only on routes that users alone may call. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): VerifiedUser => {
  const { user } = contextOf(requestOf(context));
  if (!user) throw new Error('the route takes a user but its policy admits others');
  return user;
});

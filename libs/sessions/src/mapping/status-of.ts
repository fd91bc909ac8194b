import type { SessionEventStatus } from '../session-event';
import type { TypedData } from './event-draft';

/** How an event went, by what it is. */
export const statusOf = (typed: TypedData, hasFailed: boolean): SessionEventStatus => {
  if (typed.type === 'error' || hasFailed) return 'error';
  if (typed.type === 'tool_call' && typed.data.success === null) return 'pending';
  return typed.type === 'guardrail_eval' && typed.data.blocked === true ? 'blocked' : 'ok';
};

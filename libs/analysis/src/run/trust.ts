import type { RunEvent } from './run';

const untrusted: ReadonlySet<string> = new Set(['tool_result', 'retrieval', 'dom_snapshot']);
const instructing: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'human']);

/** What came from outside: nobody who may instruct the agent wrote it. An imported call holds its own result. */
export const isUntrusted = ({ type }: RunEvent): boolean => untrusted.has(type);

/** What the user or the operator said. */
export const isTrusted = ({ type, agent }: RunEvent): boolean =>
  type === 'user_message' || (type === 'agent_message' && agent !== null && instructing.has(agent.toLowerCase()));

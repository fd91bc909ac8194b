import { kinds, type Kind } from '../kinds/kind';
import type { Framework } from './framework';

const names: Readonly<Record<string, Kind>> = {
  llm_request: kinds.generation,
  llm_request_run: kinds.generation,
  llm_node: kinds.chain,
  llm_fallback_adapter: kinds.chain,
  function_tool: kinds.tool,
  agent_session: kinds.agent,
  agent_turn: kinds.agent,
};

/** LiveKit's voice agents. */
export const liveKit: Framework = {
  name: 'LiveKit',
  prefixes: ['lk.', 'livekit.'],
  scopes: ['livekit-agents'],
  kindOf: ({ span }) => (Object.hasOwn(names, span.name) ? names[span.name] : undefined),
};

import { kinds, type Kind } from '../kinds/kind';
import type { Framework } from './framework';

/** By the first word of a span's name: `agent_run [planner]`. */
const names: Readonly<Record<string, Kind>> = {
  call_llm: kinds.generation,
  execute_tool: kinds.tool,
  invocation: kinds.chain,
  agent_run: kinds.agent,
  invoke_agent: kinds.agent,
};

/** Google's Agent Development Kit. */
export const googleAdk: Framework = {
  name: 'GoogleADK',
  prefixes: ['google.adk.', 'gcp.vertex.agent.'],
  providers: ['gcp.vertex.agent'],
  scopes: ['gcp.vertex.agent', 'openinference.instrumentation.google_adk'],
  kindOf: ({ span }) => {
    const [word = ''] = span.name.split(' ', 1);
    return Object.hasOwn(names, word) ? names[word] : undefined;
  },
};

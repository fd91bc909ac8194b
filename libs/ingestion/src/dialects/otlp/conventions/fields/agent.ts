import type { ObservationType } from '../normal-span';
import type { SpanReader } from '../span-reader';
import { field, firstText, flatOrAt, reading, type Source } from '../source';

const ofTraceloopAgent = reading(['traceloop.entity.name'], (reader) =>
  reader.text('traceloop.span.kind')?.toLowerCase() === 'agent' ? reader.value('traceloop.entity.name') : undefined,
);

export const agentSources = field([
  'gen_ai.agent.name',
  'agent.name',
  'agent_name',
  'agent_role',
  'recipient_agent_class',
  'sender_agent_class',
  ofTraceloopAgent,
  'langgraph.node',
  flatOrAt('metadata', 'langgraph_node'),
  'langsmith.metadata.langgraph_node',
  'graph.node.name',
  'ai.telemetry.functionId',
]);

/** Of spans that are an agent: OpenInference's node, and the name in ADK's `agent_run [planner]` and `invoke_agent planner`. */
const ownSources: readonly Source[] = [
  'graph.node.id',
  ({ span }) => /^(?:invoke_agent |agent_run \[)([^[\]]+)\]?$/.exec(span.name)?.[1],
];

/** The agent that a span is or names. A span that names none takes its nearest ancestor's when its trace is put together. */
export const readAgent = (reader: SpanReader, type: ObservationType): string | null =>
  firstText(reader, agentSources) ?? (type === 'agent' ? firstText(reader, ownSources) : null);

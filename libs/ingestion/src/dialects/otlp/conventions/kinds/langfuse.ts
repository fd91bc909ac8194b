import { firstValue, reading } from '../source';
import type { SpanReader } from '../span-reader';
import { byValue, kinds, type KindRule } from './kind';

const typeOf = byValue('langfuse.observation.type', {
  generation: kinds.generation,
  embedding: kinds.embedding,
  tool: kinds.tool,
  agent: kinds.agent,
  chain: kinds.chain,
  retriever: kinds.retriever,
  guardrail: kinds.guardrail,
  evaluator: kinds.evaluator,
  span: kinds.span,
  event: kinds.span,
});

const ofGenerations = [
  'langfuse.observation.model.name',
  'langfuse.observation.usage_details',
  'langfuse.observation.cost_details',
];

export const langfuseKind: KindRule = reading(['langfuse.observation.type'], (reader) => {
  const kind = typeOf(reader);
  if (kind?.type !== 'span') return kind;
  const type = reader.text('langfuse.observation.type')?.toLowerCase();
  if (type === 'event') return isError(reader) ? { ...kind, event: 'error' } : kind;
  return isOldPython(reader) && firstValue(reader, ofGenerations) !== undefined ? kinds.generation : kind;
});

const isError = (reader: SpanReader): boolean => reader.text('langfuse.observation.level')?.toUpperCase() === 'ERROR';

/** The Python SDK up to 3.3 sends generations that were opened as spans under the type of a span. */
const isOldPython = ({ span: { scope, resource } }: SpanReader): boolean => {
  if (!scope.name.startsWith('langfuse-sdk') || resource.attributes['telemetry.sdk.language'] !== 'python')
    return false;
  const [major = 0, minor = 0] = scope.version.split('.').map(Number);
  return major < 3 || (major === 3 && minor <= 3);
};

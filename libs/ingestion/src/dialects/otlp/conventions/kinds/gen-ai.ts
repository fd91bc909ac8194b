import { reading } from '../source';
import { anyEvent } from '../topics';
import { byValue, kinds, type KindRule } from './kind';

/** OpenTelemetry's semantic conventions of generative AI, and what grew out of them. */
export const operationKind = byValue('gen_ai.operation.name', {
  chat: kinds.generation,
  text_completion: kinds.generation,
  completion: kinds.generation,
  generate_content: kinds.generation,
  embeddings: kinds.embedding,
  execute_tool: kinds.tool,
  invoke_agent: kinds.agent,
  create_agent: kinds.agent,
  invoke_workflow: kinds.agent,
  invoke_swarm: kinds.agent,
  plan: kinds.plan,
  handoff: kinds.handoff,
  retrieval: kinds.retriever,
  search_memory: kinds.retriever,
  create_memory: kinds.memoryWrite,
  update_memory: kinds.memoryWrite,
  upsert_memory: kinds.memoryWrite,
  delete_memory: kinds.memoryWrite,
});

export const requestTypeKind = byValue('llm.request.type', {
  chat: kinds.generation,
  completion: kinds.generation,
  embedding: kinds.embedding,
  rerank: kinds.retriever,
});

export const mcpKind = byValue('mcp.method.name', { 'tools/call': kinds.tool });

const ofEvaluations = ['gen_ai.evaluation.name', 'gen_ai.evaluation.score.value', 'gen_ai.evaluation.score.label'];
export const evaluationKind: KindRule = reading([...ofEvaluations, anyEvent], (reader) =>
  ofEvaluations.some((name) => reader.value(name) !== undefined) ||
  reader.eventNamed('gen_ai.evaluation.result') !== undefined
    ? kinds.evaluator
    : undefined,
);

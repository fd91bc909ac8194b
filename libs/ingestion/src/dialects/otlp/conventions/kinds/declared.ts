import { read, reading, unquoted } from '../source';
import { byValue, kinds, type Kind, type KindRule } from './kind';

/** What OpenInference's instrumentations and LangSmith's and MLflow's SDKs call the same things. */
const names: Readonly<Record<string, Kind>> = {
  llm: kinds.generation,
  chat_model: kinds.generation,
  embedding: kinds.embedding,
  tool: kinds.tool,
  agent: kinds.agent,
  workflow: kinds.agent,
  chain: kinds.chain,
  task: kinds.chain,
  prompt: kinds.chain,
  parser: kinds.chain,
  retriever: kinds.retriever,
  reranker: kinds.retriever,
  guardrail: kinds.guardrail,
  evaluator: kinds.evaluator,
  handoff: kinds.handoff,
};

export const openInferenceKind = byValue('openinference.span.kind', names);
export const langSmithKind = byValue('langsmith.span.kind', names);
export const traceloopKind = byValue('traceloop.span.kind', names);

const mlflowType = unquoted('mlflow.spanType');
export const mlflowKind: KindRule = reading(['mlflow.spanType'], (reader) => {
  const type = String(read(reader, mlflowType) ?? '').toLowerCase();
  return Object.hasOwn(names, type) ? names[type] : undefined;
});

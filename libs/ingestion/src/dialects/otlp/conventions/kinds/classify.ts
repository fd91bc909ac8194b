import type { SpanCategory, ObservationType } from '../normal-span';
import { topicFor } from '../source';
import type { SpanReader } from '../span-reader';
import type { Framework } from '../frameworks/framework';
import { aiSdkKind } from './ai-sdk';
import { langSmithKind, mlflowKind, openInferenceKind, traceloopKind } from './declared';
import { evaluationKind, mcpKind, operationKind, requestTypeKind } from './gen-ai';
import { kinds, type Kind, type KindRule } from './kind';
import { langfuseKind } from './langfuse';
import { nameWordKind } from './name-words';
import { agentTraits, modelTraits, toolTraits } from './traits';
import { transportKind } from './transport';

/** In the contract's order (otel.md B3): what a sender declares, then names, then transport, then what only hints at it. */
const declaredRules: readonly KindRule[] = [
  langfuseKind,
  openInferenceKind,
  langSmithKind,
  mlflowKind,
  traceloopKind,
  operationKind,
  requestTypeKind,
  mcpKind,
  evaluationKind,
  aiSdkKind,
];
const declaredTopic = topicFor(declaredRules);
const hintRules: readonly KindRule[] = [transportKind, toolTraits, agentTraits, nameWordKind];

export interface SpanFacts {
  readonly framework: Framework | undefined;
  /** The response's model, or the request's. */
  readonly model: string | null;
}

/** What a span is: the first rule that says so; `span` when none does. */
export const classifySpan = (reader: SpanReader, { framework, model }: SpanFacts): Kind => {
  const declared = reader.isOn(declaredTopic) ? declaredRules : [];
  const rules = [...declared, framework?.kindOf, ...hintRules, modelTraits(model)];
  for (const rule of rules) {
    const kind = rule?.(reader);
    if (kind !== undefined) return kind.type === 'generation' && isEmbedder(model) ? kinds.embedding : kind;
  }
  return kinds.span;
};

/** OpenAI-compatible instrumentations call an embedding a completion. */
const isEmbedder = (model: string | null): boolean => model !== null && model.toLowerCase().includes('embed');

const categories: Readonly<Record<ObservationType, SpanCategory>> = {
  generation: 'llm',
  embedding: 'embedding',
  tool: 'tool',
  agent: 'agent',
  chain: 'chain',
  retriever: 'retriever',
  guardrail: 'other',
  evaluator: 'other',
  span: 'other',
};
export const categoryOf = ({ type, category }: Kind): SpanCategory => category ?? categories[type];

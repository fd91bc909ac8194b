import type { JsonObject, JsonValue } from '@debrief/kernel';
import { toolArgumentSources, toolResultSources } from '../conventions/fields/tool';
import { handoffTarget } from '../conventions/kinds/event-type';
import type { NormalSpan } from '../conventions/normal-span';
import { firstValue, type Source } from '../conventions/source';
import { SpanReader, toJsonValue } from '../conventions/span-reader';
import { guardrailOutcome } from './guardrail-outcome';
import { lastInputText, outputText } from './message-text';
import type { Actor, StepSpan, StepType } from './step';

/** The payload of a span's own step, by type, in the fields of the native dialect; absent keys are left out. */
export const payloads: Readonly<Partial<Record<StepType, (actor: Actor) => JsonObject>>> = {
  llm_call: ({ span: { normal, messages } }) =>
    present({
      model: normal.responseModel ?? normal.requestModel ?? 'unknown',
      provider: normal.provider,
      input_tokens: normal.usage && normal.usage.input,
      output_tokens: normal.usage && normal.usage.output,
      cost_usd: pricedTotal(normal),
      finish_reason: normal.finishReasons[0] ?? null,
      input: lastInputText(messages),
      output: outputText(messages),
      tools: messages && messages.toolDefinitions.length > 0 ? [...messages.toolDefinitions] : null,
    }),
  tool_call: ({ span }) =>
    present({ tool_name: span.normal.toolName, call_id: callIdOf(span), arguments: span.normal.toolArguments }),
  retrieval: ({ span: { normal } }) =>
    present({ query: normal.query, documents: normal.documents && [...normal.documents] }),
  agent_message: ({ span }) => present({ content: outputText(span.messages) ?? outputOf(span) }),
  handoff: ({ span: { normal }, agent }) =>
    present({
      name: 'handoff',
      from_agent: agent,
      to_agent: handoffTarget(normal.toolName ?? normal.name) ?? normal.agent,
      arguments: normal.toolArguments,
    }),
  decision: ({ span }) =>
    present({ name: 'decision', kind: span.normal.decisionKind, decision: span.normal.name, after: outputOf(span) }),
  guardrail_eval: ({ span }) => {
    const output = outputOf(span);
    const outcome = guardrailOutcome(output);
    return present({ name: 'guardrail_eval', guardrail: span.normal.name, outcome, input: inputOf(span), output });
  },
  state_change: ({ span }) => present({ name: span.normal.name, before: inputOf(span), after: outputOf(span) }),
  error: ({ span: { normal } }) =>
    present({ message: normal.error?.message ?? normal.name, error_type: normal.error?.type ?? null }),
};

/** A call without an id of its own has its span's, so that no other call's result is taken for its. */
export const callIdOf = ({ normal, spanId }: StepSpan): string => normal.toolCallId ?? spanId;

/** A cost that is known; null where no list has a price. */
export const pricedTotal = ({ cost }: NormalSpan): number | null =>
  cost === null || cost.source === 'none' ? null : cost.total;

const ofSpan =
  (sources: readonly Source[]) =>
  (span: StepSpan): JsonValue =>
    toJsonValue(firstValue(new SpanReader(span), sources));
const inputOf = ofSpan(toolArgumentSources);
const outputOf = ofSpan(toolResultSources);

export const present = (fields: Readonly<Record<string, JsonValue>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

import { toMetadataValue } from '../langfuse-metadata';
import { eventTypes, type EventType, type ObservationType } from '../normal-span';
import { field, firstText, reading, type Source } from '../source';
import type { SpanReader } from '../span-reader';
import { kinds, type Kind } from './kind';
import { nameWords } from './name-words';

export interface EventKind {
  readonly eventType: EventType;
  readonly decisionKind: string | null;
  readonly ownType: string | null;
}

/** A key of an observation's metadata. */
const inMetadata = (key: string): Source => {
  const [whole, flat] = ['langfuse.observation.metadata', `langfuse.observation.metadata.${key}`];
  return reading([whole, flat], (reader) =>
    toMetadataValue(reader.span, reader.value(flat) ?? reader.within(whole, [key])),
  );
};

/** What a client calls its step itself (sessions.md §3). */
const ownTypeSources = field(['debrief.event_type', inMetadata('eventType')]);
const ownKindSources = field(['debrief.decision_kind', inMetadata('decisionKind')]);

const events: Readonly<Record<ObservationType, EventType>> = {
  generation: 'llm_call',
  embedding: 'span',
  tool: 'tool_call',
  agent: 'span',
  chain: 'span',
  retriever: 'retrieval',
  guardrail: 'guardrail_eval',
  evaluator: 'span',
  span: 'span',
};

/** The canonical event of a span (otel.md B3): the sender's own word, else by kind and name. */
export const readEventKind = (
  reader: SpanReader,
  kind: Kind,
  facts: { readonly toolName: string | null; readonly model: string | null },
): EventKind => {
  const named = kind.event ? kind : (byName[kind.type]?.({ reader, ...facts }) ?? kind);
  const ownType = firstText(reader, ownTypeSources);
  const eventType = toEventType(ownType) ?? named.event ?? events[kind.type];
  const isDecided = eventType === 'decision' || eventType === 'handoff';
  const decision = firstText(reader, ownKindSources) ?? named.decision ?? (eventType === 'handoff' ? 'handoff' : null);
  return { eventType, decisionKind: isDecided ? decision : null, ownType };
};

/** The Sessions surface calls what an agent says in the end a response. */
const toEventType = (word: string | null): EventType | undefined =>
  word === 'response' ? 'agent_message' : eventTypes.find((type) => type === word);

/** Rules that need more than the kind: each may know better for spans of its type. */
const byName: Partial<Record<ObservationType, (facts: NameFacts) => Kind | undefined>> = {
  tool: ({ reader, toolName }) => (handoffTarget(toolName ?? reader.span.name) === null ? undefined : kinds.handoff),
  agent: ({ reader }) => (/^handoff\b/i.test(reader.span.name) ? kinds.handoff : undefined),
  chain: ({ reader }) => (isRouter(reader.span.name) ? kinds.routing : undefined),
  span: ({ reader, model }) =>
    model === null && isAnswer(reader) ? { type: 'span', event: 'agent_message' } : undefined,
};

interface NameFacts {
  readonly reader: SpanReader;
  readonly toolName: string | null;
  readonly model: string | null;
}

const heard = ['gen_ai.input.messages', 'gen_ai.system_instructions', 'gen_ai.prompt', 'gen_ai.prompt.0.content'];
const said = ['gen_ai.output.messages', 'gen_ai.completion', 'gen_ai.completion.0.content'];
const heardEvents = ['gen_ai.system.message', 'gen_ai.user.message', 'gen_ai.tool.message'];
const saidEvents = ['gen_ai.assistant.message', 'gen_ai.choice'];

/** A span that holds what an agent said and nothing that it heard. */
const isAnswer = (reader: SpanReader): boolean =>
  (said.some((name) => reader.value(name) !== undefined) || saidEvents.some((name) => reader.eventNamed(name))) &&
  !heard.some((name) => reader.value(name) !== undefined) &&
  !heardEvents.some((name) => reader.eventNamed(name));

/** Whom a tool of that name hands over to: `billing` for `transfer_to_billing`; null for other tools. */
export const handoffTarget = (toolName: string): string | null => {
  const match = /^(?:transfer|handoff|delegate)[_ -]to[_ -](.+)$/i.exec(toolName);
  return match?.[1] ?? null;
};

/** `router`, `route_question`, `should_continue`, `tools_condition`, `RunnableBranch`; LangGraph's own steps (`ChannelWrite<branch:…>`) decide nothing. */
const isRouter = (name: string): boolean => !name.includes('<') && nameWords(name).some((word) => routing.has(word));

const routing: ReadonlySet<string> = new Set([
  'route',
  'router',
  'routing',
  'branch',
  'condition',
  'conditional',
  'should',
]);

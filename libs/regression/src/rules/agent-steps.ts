import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { pairToolCalls, type ToolEvent } from '@debrief/replay';

/** One thing that an agent did, comparable with another run's by its texts. */
export interface AgentStep {
  readonly seq: number;
  readonly type: string;
  /** Tool or action; null for a message. */
  readonly name: string | null;
  /** Canonical arguments, or the fields of an action. A message has none: its wording may differ and mean the same. */
  readonly arguments: string;
  /** Canonical answer of a tool; null where there was none. */
  readonly result: string | null;
}

const fieldsOfAction = ['target', 'value', 'url'];

/** The steps of a run by which two runs are compared: tool calls, browser actions, retrievals and messages, in seq order. */
export const toAgentSteps = (events: readonly ToolEvent[]): AgentStep[] => {
  const tools = pairToolCalls(events).map((call): AgentStep => ({
    seq: call.seq,
    type: 'tool_call',
    name: call.toolName,
    arguments: canonicalJson(call.arguments),
    result: call.resultSeq === null ? null : canonicalJson(call.error === null ? call.result : { error: call.error }),
  }));
  return [...tools, ...events.flatMap(toOtherStep)].sort((a, b) => a.seq - b.seq);
};

/** Whether an event says anything of a step: others need not be kept. */
export const isOfAStep = (type: string): boolean =>
  type === 'tool_call' || type === 'tool_result' || Object.hasOwn(readers, type);

const toOtherStep = ({ seq, type, payload }: ToolEvent): AgentStep[] => {
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  return read ? [{ seq, type, result: null, ...read(payload) }] : [];
};

const readers: Readonly<Record<string, (payload: JsonObject) => Pick<AgentStep, 'name' | 'arguments'>>> = {
  browser_action: (payload) => ({ name: text(payload['action']), arguments: canonicalJson(pick(payload)) }),
  retrieval: (payload) => ({ name: null, arguments: canonicalJson(payload['query'] ?? null) }),
  agent_message: () => ({ name: null, arguments: '' }),
};

const pick = (payload: JsonObject): JsonObject =>
  Object.fromEntries(
    fieldsOfAction.flatMap((field) => (Object.hasOwn(payload, field) ? [[field, payload[field]!]] : [])),
  );

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

/** An event as the native surface writes it; undefined when it says nothing of a step. */
export const toStepEvent = (event: JsonValue): ToolEvent | undefined => {
  if (!isJsonObject(event)) return undefined;
  const { seq, type, payload } = event;
  if (typeof seq !== 'number' || typeof type !== 'string' || payload === undefined || !isJsonObject(payload))
    return undefined;
  return isOfAStep(type) ? { seq, type, payload } : undefined;
};

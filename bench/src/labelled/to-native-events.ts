import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { LabelledRun, LabelledStep } from './labelled-run';

/** A native event as a client sends it. */
export interface SentEvent extends JsonObject {
  type: string;
  session_id: string;
  timestamp: string;
  seq: number;
  idempotency_key: string;
  payload: JsonObject;
  metadata: JsonObject;
}

/** Every step has two places, since a model call and its text are two events: labels point at `nativeSeq` of their step. */
export const nativeSeq = (step: number): number => 2 * step;

/** The step that an event came from. */
export const stepOf = (seq: number): number => Math.floor(seq / 2);

/** The run as a native client would have recorded it. `endStatus` is the word of its end: an outcome is a label, so rules are not shown it. */
export const toNativeEvents = (run: LabelledRun, endStatus = 'ended'): SentEvent[] => {
  const last = run.events.reduce((highest, { seq }) => Math.max(highest, seq), -1);
  return [
    ...run.events.flatMap((step) => toEvents(run, step)),
    envelope(run, nativeSeq(last + 1), { type: 'session_end', payload: { status: endStatus, error: null } }),
  ];
};

const toEvents = (run: LabelledRun, step: LabelledStep): SentEvent[] => {
  const seq = nativeSeq(step.seq);
  const metadata = defined({ agent: step.agent, name: step.name, error: step.error, duration_ms: step.duration_ms });
  const event = (type: string, payload: JsonObject, place = seq): SentEvent =>
    envelope(run, place, { type, payload, metadata, timestamp: step.ts });
  switch (step.type) {
    case 'message':
      return [event(isUser(step.agent) ? 'user_message' : 'agent_message', { content: step.output ?? step.input })];
    case 'response':
      return [event('agent_message', { content: step.output ?? step.input })];
    case 'llm_call': {
      const { input_tokens = null, output_tokens = null } = step.usage ?? {};
      const call = event('llm_call', defined({ model: step.model ?? 'unknown', input_tokens, output_tokens }));
      return step.output === null ? [call] : [call, event('agent_message', { content: step.output }, seq + 1)];
    }
    case 'tool_call':
      return [
        event('tool_call', {
          tool_name: step.name,
          arguments: step.input,
          call_id: step.tool_call_id,
          ...defined({ output: step.output }),
        }),
      ];
    case 'tool_result':
      return [
        event('tool_result', {
          call_id: step.tool_call_id,
          result: step.output,
          error: step.error?.['message'] ?? null,
        }),
      ];
    case 'error':
      return [
        event('error', {
          message: step.error?.['message'] ?? null,
          error_type: step.error?.['type'] ?? null,
          handled: false,
        }),
      ];
    case 'state_change':
      return [event('state_change', { name: step.name, before: step.input, after: step.output })];
    case 'decision':
      return [event('state_change', { name: 'decision', before: null, after: step.output })];
    case 'handoff':
      return [event('state_change', { name: 'handoff', to_agent: step.name, after: step.input })];
    case 'guardrail_eval':
      return [event('state_change', { name: 'guardrail', before: step.input, after: step.output })];
    default:
      return [event('state_change', { name: step.type, before: step.input, after: step.output })];
  }
};

const envelope = (
  run: LabelledRun,
  seq: number,
  fields: { type: string; payload: JsonObject; metadata?: JsonObject; timestamp?: string | null },
): SentEvent => ({
  type: fields.type,
  session_id: run.trace_id,
  timestamp: fields.timestamp ?? new Date(1_790_000_000_000 + seq * 1000).toISOString(),
  seq,
  idempotency_key: `${run.trace_id.slice(0, 200)}:labelled:${seq}`,
  payload: fields.payload,
  metadata: fields.metadata ?? {},
});

const defined = (fields: Record<string, JsonValue>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

const isUser = (agent: string | null): boolean => ['user', 'human'].includes(agent?.toLowerCase() ?? '');

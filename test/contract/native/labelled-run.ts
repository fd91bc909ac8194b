import type { SentEvent } from '../../factories/event';

/** One step of a recorded run with labels, in the neutral form of the data set. */
export interface LabelledStep {
  readonly seq: number;
  readonly type: string;
  readonly name: string | null;
  readonly agent: string | null;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: { readonly message?: string; readonly type?: string } | null;
  readonly model: string | null;
  readonly usage: { readonly input_tokens?: number; readonly output_tokens?: number } | null;
  readonly duration_ms: number | null;
  readonly tool_call_id?: string | null;
  readonly ts?: string;
}

export interface LabelledRun {
  readonly trace_id: string;
  readonly dataset: string;
  readonly system: string;
  readonly task: string;
  readonly outcome: 'failed' | 'succeeded' | 'unknown';
  readonly critical_step: number | null;
  readonly events: readonly LabelledStep[];
}

/** Every step has two places, since a model call and its text are two events: labels point at `nativeSeq` of their step. */
export const nativeSeq = (step: number): number => 2 * step;

const ends: Record<LabelledRun['outcome'], string> = { failed: 'failed', succeeded: 'completed', unknown: 'unknown' };

/** The run as a native client would have recorded it, its end included. */
export const toNativeEvents = (run: LabelledRun): SentEvent[] => {
  const steps = run.events.flatMap((step) => toEvents(run, step));
  const last = run.events.at(-1)?.seq ?? -1;
  return [
    ...steps,
    envelope(run, nativeSeq(last + 1), { type: 'session_end', payload: { status: ends[run.outcome], error: null } }),
  ];
};

const toEvents = (run: LabelledRun, step: LabelledStep): SentEvent[] => {
  const seq = nativeSeq(step.seq);
  const metadata = defined({ agent: step.agent, name: step.name, error: step.error, duration_ms: step.duration_ms });
  const event = (type: string, payload: Record<string, unknown>, place = seq): SentEvent =>
    envelope(run, place, { type, payload, metadata, timestamp: step.ts });
  switch (step.type) {
    case 'message':
      return [event(step.agent === 'user' ? 'user_message' : 'agent_message', { content: step.output })];
    case 'response':
      return [event('agent_message', { content: step.output })];
    case 'llm_call': {
      const usage = { input_tokens: step.usage?.input_tokens, output_tokens: step.usage?.output_tokens };
      const call = event('llm_call', defined({ model: step.model ?? 'unknown', ...usage }));
      return step.output === null ? [call] : [call, event('agent_message', { content: step.output }, seq + 1)];
    }
    case 'tool_call':
      return [event('tool_call', { tool_name: step.name, arguments: step.input, call_id: step.tool_call_id ?? null })];
    case 'tool_result':
      return [
        event('tool_result', {
          call_id: step.tool_call_id ?? null,
          result: step.output,
          error: step.error?.message ?? null,
        }),
      ];
    case 'error':
      return [
        event('error', { message: step.error?.message ?? null, error_type: step.error?.type ?? null, handled: false }),
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
      throw new Error(`unknown step type ${step.type}`);
  }
};

const envelope = (
  run: LabelledRun,
  seq: number,
  fields: { type: string; payload: Record<string, unknown>; metadata?: Record<string, unknown>; timestamp?: string },
): SentEvent => ({
  type: fields.type,
  session_id: run.trace_id,
  timestamp: fields.timestamp ?? new Date(1_790_000_000_000 + seq * 1000).toISOString(),
  seq,
  idempotency_key: `${run.trace_id.slice(0, 200)}:labelled:${seq}`,
  payload: fields.payload,
  metadata: fields.metadata ?? {},
});

const defined = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

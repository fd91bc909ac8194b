import type { SessionEvent, SessionEventData } from '../session-event';

const contents: { readonly [T in keyof SessionEventData]: Partial<SessionEventData[T]> } = {
  llm_call: { prompt: null, parameters: null, input: null, output: null },
  tool_call: { arguments: null },
  tool_result: { result: null },
  decision: { choice: null, options: null, reasoning: null, outcome: null },
  handoff: { reason: null },
  guardrail_eval: { reason: null },
  state_change: { before: null, after: null, attributes: {} },
  error: { stack: null },
  response: { content: null },
};

/** An event with what counts and nothing of what was said: a whole session of these is small. */
export const withoutContents = (event: SessionEvent): SessionEvent =>
  ({ ...event, data: { ...event.data, ...contents[event.type] } }) as SessionEvent;

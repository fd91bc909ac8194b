import type { EventOf } from './read-session';
import { noAnswer } from './error-patterns/http-failures';
import type { DecisionAnomaly, ErrorPattern, SlowSpan } from './session-analysis.types';
import type { SessionThresholds } from './thresholds';

/** What to do about a finding. Of one code and name a session has one. */
export interface Advice {
  readonly code: string;
  readonly name: string | null;
  readonly message: string;
}

type LlmCall = EventOf<'llm_call'>;

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
const percent = (rate: number | null): string => `${Math.round((rate ?? 0) * 100)} %`;

/** @param call the model call that the finding is about, if it is about one */
export const adviceOnSlowSpan = (
  { rule, type, name, durationMs, thresholdMs }: SlowSpan,
  call: LlmCall | undefined,
  thresholds: SessionThresholds,
): Advice[] => {
  const what = `${name ?? type} took ${seconds(durationMs)}`;
  if (type === 'tool_call' && rule === 'slow_absolute')
    return [{ code: 'add_timeout', name, message: `${what}: give it a timeout below ${seconds(thresholdMs)}.` }];
  if (type === 'tool_call')
    return [{ code: 'parallelise_or_cache', name, message: `${what}: run it beside other work, or keep its answers.` }];
  const written = call?.data.outputTokens ?? null;
  if (rule !== 'slow_absolute' || written === null || written >= thresholds['smaller_model.output_tokens']) return [];
  const message = `${what} to write ${written} tokens: a smaller model may do.`;
  return [{ code: 'smaller_model', name, message }];
};

export const adviceOnErrorPattern = ({ rule, name, message: said, count, rate }: ErrorPattern): Advice[] => {
  switch (rule) {
    case 'retry_storm':
      return [
        {
          code: 'stop_retrying',
          name,
          message: `${name ?? 'A tool'} failed ${count} times in a row on the same arguments: change them or give up.`,
        },
      ];
    case 'high_failure_rate': {
      const message = `${name ?? 'A tool'} failed in ${percent(rate)} of its calls (${count}): mend it or how it is called.`;
      return [{ code: 'fix_tool', name, message }];
    }
    case 'http_failures': {
      const fix = `${name} answered ${count} ${count === 1 ? 'request' : 'requests'} with ${said}: mend it or how it is called.`;
      const wait = `${name} left ${count} ${count === 1 ? 'request' : 'requests'} without an answer: give them a timeout.`;
      return [
        ...(said === noAnswer ? [{ code: 'add_timeout', name, message: wait }] : []),
        { code: 'fix_tool', name, message: fix },
      ];
    }
    default:
      return [];
  }
};

const codes: Readonly<Record<string, Omit<Advice, 'name'>>> = {
  repeated_call: { code: 'add_loop_guard', message: 'stop after the first repeat' },
  repeated_decision: { code: 'add_loop_guard', message: 'stop when a choice comes out the same' },
  handoff_loop: { code: 'add_loop_guard', message: 'let no agent give work straight back' },
  many_llm_calls: { code: 'add_loop_guard', message: 'limit the steps of a turn' },
  self_handoff: { code: 'clarify_routing', message: 'say which agent is responsible for what' },
  handoff_chain: { code: 'clarify_routing', message: 'say which agent is responsible for what' },
  low_confidence: { code: 'clarify_routing', message: 'say what the choice depends on' },
  guardrail_bypassed: { code: 'enforce_guardrail', message: 'make the block binding' },
  no_response: { code: 'ensure_reply', message: 'answer even when nothing was found or something failed' },
};

export const adviceOnDecisionAnomaly = ({ rule, name, message }: DecisionAnomaly): Advice[] => {
  const found = codes[rule];
  return found ? [{ code: found.code, name, message: `${message.replace(/\.$/, '')}: ${found.message}.` }] : [];
};

/** On a model call that was given much more than the first of its run. */
export const adviceOnContext = ({ name, data }: LlmCall, first: LlmCall): Advice => ({
  code: 'trim_context',
  name: name ?? data.model,
  message: `A model call was given ${data.inputTokens} tokens, the first of its run ${first.data.inputTokens}: leave out what it no longer needs.`,
});

/** Every number of the rules, `<rule>.<threshold>` (sessions.md §7). A project may set each. */
export const defaultThresholds = {
  'slow_absolute.llm_call_ms': 15_000,
  'slow_absolute.tool_call_ms': 10_000,
  'slow_absolute.decision_ms': 5_000,
  'slow_absolute.guardrail_eval_ms': 2_000,
  'slow_absolute.other_ms': 30_000,
  'slow_absolute.critical_factor': 3,
  'slow_relative.others': 5,
  'slow_relative.factor': 3,
  'slow_relative.least_ms': 1_000,
  'slow_share.share': 0.5,
  'slow_share.trace_ms': 5_000,
  'repeated_error.warning_count': 2,
  'retry_storm.failures': 3,
  'high_failure_rate.calls': 4,
  'high_failure_rate.rate': 0.5,
  'http_failures.critical_count': 3,
  'repeated_call.calls': 3,
  'repeated_decision.decisions': 5,
  'handoff_loop.handoffs': 3,
  'handoff_chain.handoffs': 6,
  'low_confidence.confidence': 0.4,
  'many_llm_calls.calls': 15,
  'trim_context.input_tokens': 8_000,
  'trim_context.factor': 4,
  'smaller_model.output_tokens': 200,
} as const;

export type SessionThresholds = Readonly<Record<keyof typeof defaultThresholds, number>>;

/** The thresholds with what a project has set; a name that the rules do not know is left out. */
export const applyThresholds = (set: Readonly<Record<string, number>>): SessionThresholds =>
  Object.fromEntries(
    Object.entries(defaultThresholds).map(([name, value]) => [name, Object.hasOwn(set, name) ? set[name] : value]),
  ) as SessionThresholds;

import { guardrailBypassed } from './decision-anomalies/guardrail-bypassed';
import { handoffChain, handoffLoop, selfHandoff } from './decision-anomalies/handoffs';
import { lowConfidence } from './decision-anomalies/low-confidence';
import { manyLlmCalls } from './decision-anomalies/many-llm-calls';
import { noResponse } from './decision-anomalies/no-response';
import { repeatedCall } from './decision-anomalies/repeated-call';
import { repeatedDecision } from './decision-anomalies/repeated-decision';
import { highFailureRate } from './error-patterns/high-failure-rate';
import { httpFailures } from './error-patterns/http-failures';
import { repeatedError } from './error-patterns/repeated-error';
import { retryStorm } from './error-patterns/retry-storm';
import { unhandledError } from './error-patterns/unhandled-error';
import type { SessionRule } from './finding';
import type { DecisionAnomaly, ErrorPattern, SlowSpan } from './session-analysis.types';
import { slowAbsolute } from './slow-spans/slow-absolute';
import { slowRelative } from './slow-spans/slow-relative';
import { slowShare } from './slow-spans/slow-share';

/** The rules of each list (sessions.md §7). */
export const slowSpanRules: readonly SessionRule<SlowSpan>[] = [slowAbsolute, slowRelative, slowShare];

export const errorPatternRules: readonly SessionRule<ErrorPattern>[] = [
  repeatedError,
  retryStorm,
  highFailureRate,
  unhandledError,
  httpFailures,
];

export const decisionAnomalyRules: readonly SessionRule<DecisionAnomaly>[] = [
  repeatedCall,
  repeatedDecision,
  handoffLoop,
  selfHandoff,
  handoffChain,
  lowConfidence,
  guardrailBypassed,
  manyLlmCalls,
  noResponse,
];

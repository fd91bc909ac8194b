import { agentCycle } from './agent-cycle';
import { argumentNotDerivable } from './argument-not-derivable';
import { costBudgetExceeded, stepBudgetExceeded, timeBudgetExceeded, tokenBudgetExceeded } from './budgets';
import { contextOverflow } from './context-overflow';
import { contradictedByToolResult } from './contradicted-by-tool-result';
import type { Detector } from './detector';
import { emptyAnswer } from './empty-answer';
import { erroredValueReused } from './errored-value-reused';
import { guardrailBypassed } from './guardrail-bypassed';
import { handoffPingPong } from './handoff-ping-pong';
import { handoffToUnknownAgent } from './handoff-to-unknown-agent';
import { invalidToolArguments } from './invalid-tool-arguments';
import { injectedInstructionFollowed } from './injected-instruction-followed';
import { personalDataLeakedToTool, secretLeakedToTool } from './leaked-to-tool';
import { latencyOutlier } from './latency-outlier';
import { prematureEnd } from './premature-end';
import { refusedAnswer } from './refused-answer';
import { repeatedCall } from './repeated-call';
import { retryStorm } from './retry-storm';
import { orphanSpan, unendedSpan } from './spans';
import { slowDependency } from './slow-dependency';
import { successClaimAfterFailedCheck } from './success-claim-after-failed-check';
import { successClaimAfterFailedRequest } from './success-claim-after-failed-request';
import { toolCallWithoutResult } from './tool-call-without-result';
import { toolError } from './tool-error';
import { toolErrorIgnored } from './tool-error-ignored';
import { toolHttpError } from './tool-http-error';
import { truncatedOutput } from './truncated-output';
import { unchangedApproach } from './unchanged-approach';
import { ungroundedId, ungroundedNumber, ungroundedUrl } from './ungrounded-answer';
import { unhandledError } from './unhandled-error';
import { unknownTool } from './unknown-tool';
import { unverifiedAnswer } from './unverified-answer';

/** The pack beside the four of the seed, in the order in which their findings are listed. */
export const detectors: readonly Detector<string>[] = [
  toolError,
  toolErrorIgnored,
  erroredValueReused,
  unknownTool,
  invalidToolArguments,
  toolCallWithoutResult,
  toolHttpError,
  unhandledError,
  repeatedCall,
  retryStorm,
  unchangedApproach,
  agentCycle,
  handoffPingPong,
  handoffToUnknownAgent,
  stepBudgetExceeded,
  tokenBudgetExceeded,
  costBudgetExceeded,
  timeBudgetExceeded,
  contextOverflow,
  truncatedOutput,
  emptyAnswer,
  refusedAnswer,
  prematureEnd,
  successClaimAfterFailedCheck,
  successClaimAfterFailedRequest,
  unverifiedAnswer,
  guardrailBypassed,
  injectedInstructionFollowed,
  secretLeakedToTool,
  personalDataLeakedToTool,
  argumentNotDerivable,
  contradictedByToolResult,
  ungroundedNumber,
  ungroundedId,
  ungroundedUrl,
  latencyOutlier,
  slowDependency,
  orphanSpan,
  unendedSpan,
];

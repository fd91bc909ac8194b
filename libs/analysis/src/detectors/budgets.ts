import { declaredBudget } from '../run/declared-budget';
import type { IndexedRun } from '../run/index-run';
import type { RunEvent } from '../run/run';
import { type Detector, detector, needsNothing } from './detector';

interface Budget {
  readonly label: string;
  readonly declaredAs: string;
  /** What is spent at an event; the sum is compared. */
  readonly spent: (event: RunEvent, run: IndexedRun) => number;
  readonly standard: number;
  readonly unit: string;
  readonly missing: Detector['missing'];
}

/**
 * More was spent than the run itself allows (confidence 0.9) or than is usual by the project's limit (0.4: worth a look, no incident). The critical
 * step is the one that went over.
 */
const budgetDetector = ({ label, declaredAs, spent, standard, unit, missing }: Budget): Detector<string> =>
  detector<string>({
    label,
    version: '1',
    tier: 'symptom',
    severity: 'medium',
    mast: '1.5 Unaware of termination conditions',
    trail: 'Resource Abuse',
    thresholds: { limit: standard },
    missing,
    detect: (run, { limit = standard }) => {
      const declared = declaredBudget(run, declaredAs);
      const allowed = declared ?? limit;
      let sum = 0;
      for (const event of run.events) {
        sum += spent(event, run);
        if (sum <= allowed) continue;
        const summary = `The run spent more than ${allowed} ${unit}${declared === undefined ? '' : ', the limit that it was started with'}.`;
        return [
          {
            confidence: declared === undefined ? 0.4 : 0.9,
            criticalStepSeq: event.seq,
            evidenceRefs: [event.seq],
            summary,
          },
        ];
      }
      return [];
    },
  });

/** Time in which a model or tool worked. A call that says how long it took counts once, whatever its answer says. */
const workMs = ({ type, seq, durationMs }: RunEvent, run: IndexedRun): number => {
  if (durationMs === null) return 0;
  if (type === 'tool_result') return (run.callOf.get(seq)?.call.durationMs ?? null) === null ? durationMs : 0;
  return type === 'tool_call' || type === 'llm_call' ? durationMs : 0;
};

export const stepBudgetExceeded = budgetDetector({
  label: 'step_budget_exceeded',
  declaredAs: 'max_steps',
  spent: ({ type }) => (type === 'tool_call' || type === 'browser_action' || type === 'llm_call' ? 1 : 0),
  standard: 500,
  unit: 'steps',
  missing: needsNothing,
});

export const tokenBudgetExceeded = budgetDetector({
  label: 'token_budget_exceeded',
  declaredAs: 'max_tokens',
  spent: ({ type, inputTokens, outputTokens }) => (type === 'llm_call' ? (inputTokens ?? 0) + (outputTokens ?? 0) : 0),
  standard: 5_000_000,
  unit: 'tokens',
  missing: (run) => (run.events.some(({ inputTokens }) => inputTokens !== null) ? null : 'input_tokens'),
});

export const costBudgetExceeded = budgetDetector({
  label: 'cost_budget_exceeded',
  declaredAs: 'max_cost_usd',
  spent: ({ costUsd }) => costUsd ?? 0,
  standard: 25,
  unit: 'US dollars',
  missing: (run) => (run.events.some(({ costUsd }) => costUsd !== null) ? null : 'cost_usd'),
});

export const timeBudgetExceeded = budgetDetector({
  label: 'time_budget_exceeded',
  declaredAs: 'max_seconds',
  spent: (event, run) => workMs(event, run) / 1_000,
  standard: 3_600,
  unit: 'seconds',
  missing: (run) => (run.events.some(({ durationMs }) => durationMs !== null) ? null : 'duration_ms'),
});

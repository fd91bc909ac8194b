import { isCountedCall } from '../../metrics/measure-turn';
import type { SessionRule } from '../finding';
import type { DecisionAnomaly } from '../session-analysis.types';
import { toAnomaly } from './to-anomaly';

/** A turn needs more model calls than it should. */
export const manyLlmCalls: SessionRule<DecisionAnomaly> = ({ session: { turns }, thresholds }) =>
  turns.flatMap((turn) => {
    const calls = turn.events.filter(isCountedCall);
    if (calls.length <= thresholds['many_llm_calls.calls']) return [];
    const message = `The turn took ${calls.length} model calls.`;
    return [toAnomaly(turn, calls, { rule: 'many_llm_calls', severity: 'warning', name: null, message })];
  });

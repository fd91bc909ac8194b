import type { SessionRule } from '../finding';
import { ofType } from '../read-session';
import type { DecisionAnomaly } from '../session-analysis.types';
import { toAnomaly } from './to-anomaly';

/** A decision that was made although its maker was not sure. */
export const lowConfidence: SessionRule<DecisionAnomaly> = ({ session: { turns }, thresholds }) =>
  turns.flatMap((turn) =>
    ofType(turn.events, 'decision').flatMap((decision) => {
      const { confidence, kind } = decision.data;
      if (confidence === null || confidence >= thresholds['low_confidence.confidence']) return [];
      const message = `A decision was made with a confidence of ${confidence}.`;
      return [toAnomaly(turn, [decision], { rule: 'low_confidence', severity: 'info', name: kind, message })];
    }),
  );

import type { SessionRule } from '../finding';
import type { DecisionAnomaly } from '../session-analysis.types';
import { toAnomaly } from './to-anomaly';

/** A turn is over and nobody answered. What a run did before the user spoke in it needs no answer. */
export const noResponse: SessionRule<DecisionAnomaly> = ({ session: { turns } }) =>
  turns
    .filter(({ isComplete, isAnswered, isPrelude }) => isComplete && !isAnswered && !isPrelude)
    .map((turn) =>
      toAnomaly(turn, turn.events.slice(-1), {
        rule: 'no_response',
        severity: 'warning',
        name: null,
        message: 'The turn ended without a response.',
      }),
    );

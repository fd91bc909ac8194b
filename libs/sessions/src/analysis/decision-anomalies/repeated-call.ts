import type { SessionRule } from '../finding';
import { argumentsOf, type EventOf, ofType, toolOf } from '../read-session';
import type { DecisionAnomaly } from '../session-analysis.types';
import { toAnomaly } from './to-anomaly';

type ToolCall = EventOf<'tool_call'>;

/** The same call again and again in a turn, and no other tool in between. */
export const repeatedCall: SessionRule<DecisionAnomaly> = ({ session: { turns }, thresholds }) =>
  turns.flatMap((turn) =>
    runsOfOneTool(ofType(turn.events, 'tool_call'))
      .flatMap((run) => [...Map.groupBy(run, argumentsOf).values()])
      .filter((calls) => calls.length >= thresholds['repeated_call.calls'])
      .map((calls) => {
        const name = toolOf(calls[0] as ToolCall);
        const message = `${name} was called ${calls.length} times with the same arguments.`;
        return toAnomaly(turn, calls, { rule: 'repeated_call', severity: 'warning', name, message });
      }),
  );

/** Calls in a row of one tool; of those that name none nobody knows whether it was the same. */
const runsOfOneTool = (calls: readonly ToolCall[]): ToolCall[][] => {
  const runs: ToolCall[][] = [];
  let last: string | null = null;
  for (const call of calls) {
    const tool = toolOf(call);
    if (tool !== null && tool === last) runs.at(-1)?.push(call);
    else runs.push([call]);
    last = tool;
  }
  return runs;
};

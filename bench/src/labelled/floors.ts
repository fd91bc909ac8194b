import type { LabelledRun, LabelledStep } from './labelled-run';

/**
 * Rules of one line that anybody would try first; a ranking below them is worse than nothing. What they reached on the whole
 * sets is in `goals.ts`; here they are worked out anew on the runs at hand.
 */
export type Floor = (run: LabelledRun) => number | null;

/** The agent step before the first error; without an error the first agent step. */
export const beforeFirstErrorOrFirst: Floor = (run) => beforeFirstError(run) ?? agentSteps(run)[0]?.seq ?? null;

/** The agent step before the first error; without an error there is no guess. */
export const beforeFirstError: Floor = (run) => {
  const error = run.events.find((step) => step.error !== null);
  return error ? (agentSteps(run).findLast(({ seq }) => seq < error.seq)?.seq ?? null) : null;
};

export const lastStep: Floor = (run) => run.events.at(-1)?.seq ?? null;

/** What an agent did: no result of a tool, nothing that a user or the system said. */
const agentSteps = (run: LabelledRun): LabelledStep[] =>
  run.events.filter(
    ({ type, agent }) => type !== 'tool_result' && !['user', 'system'].includes(agent?.toLowerCase() ?? ''),
  );

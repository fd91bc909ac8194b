import type { Database } from '@debrief/infra';
import type { JsonValue, Scope } from '@debrief/kernel';
import { readRecordedValues, readRunFacts, type RunFacts } from '@debrief/replay';
import { fromJsonColumn } from '../json-column';
import { compareOutput } from '../rules/compare-output';
import type { Outcome } from '../rules/summarize-run';
import { readTraceScores, type TraceScore } from './trace-scores';
import { type ResultRow, selectResultRows } from './result.queries';

/** One run item, with what came of it. */
export interface ItemOutcome extends Outcome {
  readonly row: ResultRow;
  readonly input: JsonValue;
  readonly expectedOutput: JsonValue;
  /** As it was given, else what the observation or the trace gave; null: nothing, or not yet. */
  readonly actualOutput: JsonValue;
  readonly scores: readonly TraceScore[];
  /** Null: the trace is not there (yet). */
  readonly facts: RunFacts | null;
}

/** Outputs that are held at once: each may have a mebibyte. */
const rowsAtOnce = 16;

/**
 * Goes through what a run gave, newest first, a few items at a time and each time in a transaction of its own.
 * @param beforeId the run item after which it begins
 * @yields so many outcomes
 */
export async function* eachOutcome(
  database: Database,
  scope: Scope,
  run: { readonly id: string; readonly projectId: string },
  { beforeId, limit = Infinity }: { readonly beforeId?: string; readonly limit?: number } = {},
): AsyncGenerator<ItemOutcome[]> {
  let after = beforeId;
  for (let left = limit; left > 0; ) {
    const wanted = Math.min(rowsAtOnce, left);
    const outcomes = await database.inWorkspace(scope, async (tx) => {
      const rows = await selectResultRows(tx, run.id, { beforeId: after, limit: wanted });
      const targets = rows.map(({ traceExternalId: traceId, observationId }) => ({ traceId, observationId }));
      const facts = await readRunFacts(
        tx,
        run.projectId,
        targets.map(({ traceId }) => traceId),
      );
      const unsaid = targets.filter((_, at) => rows[at]?.output === null);
      const values = await readRecordedValues(tx, run.projectId, unsaid, facts);
      const scores = await readTraceScores(tx, run.projectId, targets);
      return rows.map((row, at) => {
        const given = fromJsonColumn(row.output);
        const recorded = row.output === null ? (values[unsaid.indexOf(targets[at]!)]?.output ?? null) : given;
        return { row, recorded, facts: facts.get(row.traceExternalId) ?? null, scores: scores[at] ?? [] };
      });
    });
    yield outcomes.map(({ row, recorded, facts, scores }) => toOutcome(row, recorded, facts, scores));
    if (outcomes.length < wanted) return;
    left -= outcomes.length;
    after = outcomes.at(-1)?.row.id;
  }
}

const toOutcome = (
  row: ResultRow,
  actualOutput: JsonValue,
  facts: RunFacts | null,
  scores: readonly TraceScore[],
): ItemOutcome => {
  const expectedOutput = fromJsonColumn(row.expectedOutput);
  const input = fromJsonColumn(row.input);
  return { row, input, expectedOutput, actualOutput, scores, facts, ...compareOutput(expectedOutput, actualOutput) };
};

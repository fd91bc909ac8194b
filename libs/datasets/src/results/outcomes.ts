import type { Database } from '@debrief/infra';
import type { JsonValue, Scope } from '@debrief/kernel';
import { readRecordedValues, readRunFacts, type RunFacts, type Score, type ScoreReader } from '@debrief/replay';
import { fromJsonColumn } from '../json-column';
import { compareOutput } from '../rules/compare-output';
import type { Outcome } from '../rules/summarize-run';
import { type ResultRow, selectResultRows } from './result.queries';
import { scoresOf } from './trace-scores';

/** One run item, with what came of it. */
export interface ItemOutcome extends Outcome {
  readonly row: ResultRow;
  readonly input: JsonValue;
  readonly expectedOutput: JsonValue;
  /** As it was given, else what the observation or the trace gave; null: nothing, or not yet. */
  readonly actualOutput: JsonValue;
  readonly scores: readonly Score[];
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
  { database, scores }: { readonly database: Database; readonly scores: ScoreReader },
  scope: Scope,
  run: { readonly id: string; readonly projectId: string },
  { beforeId, limit = Infinity }: { readonly beforeId?: string; readonly limit?: number } = {},
): AsyncGenerator<ItemOutcome[]> {
  let after = beforeId;
  for (let left = limit; left > 0;) {
    const wanted = Math.min(rowsAtOnce, left);
    const outcomes = await database.inWorkspace(scope, async (tx) => {
      const rows = await selectResultRows(tx, run.id, { beforeId: after, limit: wanted });
      const targets = rows.map(targetOf);
      const facts = await readRunFacts(
        tx,
        run.projectId,
        targets.map(({ traceId }) => traceId),
      );
      const unsaid = rows.filter(({ output }) => output === null);
      const values = await readRecordedValues(tx, run.projectId, unsaid.map(targetOf), facts);
      return rows.map((row) => {
        const recorded = row.output === null ? (values[unsaid.indexOf(row)]?.output ?? null) : null;
        return { row, output: recorded ?? fromJsonColumn(row.output), facts: facts.get(row.traceExternalId) ?? null };
      });
    });
    const ofTraces = await scores.listOfTraces(
      scope,
      run.projectId,
      outcomes.map(({ row }) => row.traceExternalId),
    );
    yield outcomes.map(({ row, output, facts }) => toOutcome(row, output, facts, scoresOf(targetOf(row), ofTraces)));
    if (outcomes.length < wanted) return;
    left -= outcomes.length;
    after = outcomes.at(-1)?.row.id;
  }
}

const targetOf = ({ traceExternalId: traceId, observationId }: ResultRow) => ({ traceId, observationId });

const toOutcome = (
  row: ResultRow,
  actualOutput: JsonValue,
  facts: RunFacts | null,
  scores: readonly Score[],
): ItemOutcome => {
  const expectedOutput = fromJsonColumn(row.expectedOutput);
  const input = fromJsonColumn(row.input);
  return { row, input, expectedOutput, actualOutput, scores, facts, ...compareOutput(expectedOutput, actualOutput) };
};

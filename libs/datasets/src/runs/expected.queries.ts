import type { WorkspaceTx } from '@debrief/infra';
import type { JsonValue } from '@debrief/kernel';
import { fromJsonColumn } from '../json-column';

/** A case of a run over a data set: which trace it gave, and what its item says. */
export interface RunCase {
  /** External ids. */
  readonly itemId: string;
  readonly traceId: string;
  readonly observationId: string | null;
  /** As the run's sender gave it; null: that of the observation or the trace counts. */
  readonly output: JsonValue;
  readonly input: JsonValue;
  readonly expectedOutput: JsonValue;
}

const select = (tx: WorkspaceTx) =>
  tx
    .selectFrom('datasetRunItem')
    .innerJoin('datasetItem', 'datasetItem.id', 'datasetRunItem.itemId')
    .select([
      'datasetItem.externalId as itemId',
      'datasetRunItem.traceExternalId as traceId',
      'datasetRunItem.observationId',
      'datasetRunItem.output',
      'datasetItem.input',
      'datasetItem.expectedOutput',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

const toCase = ({ output, input, expectedOutput, ...row }: Row): RunCase => ({
  ...row,
  output: fromJsonColumn(output),
  input: fromJsonColumn(input),
  expectedOutput: fromJsonColumn(expectedOutput),
});

/** The cases of a run, oldest first, so many at most. @param runId internal id */
export const listRunCases = async (tx: WorkspaceTx, runId: string, limit: number): Promise<RunCase[]> =>
  (await select(tx).where('datasetRunItem.runId', '=', runId).orderBy('datasetRunItem.id').limit(limit).execute()).map(
    toCase,
  );

/** The case that a trace, or an observation in it, was last made for; undefined: none. */
export const findCaseOf = async (
  tx: WorkspaceTx,
  projectId: string,
  { traceId, observationId }: { readonly traceId: string; readonly observationId: string | null },
): Promise<RunCase | undefined> => {
  const row = await select(tx)
    .where('datasetRunItem.projectId', '=', projectId)
    .where('datasetRunItem.traceExternalId', '=', traceId)
    .$if(observationId !== null, (query) =>
      query.where((eb) =>
        eb.or([eb('datasetRunItem.observationId', 'is', null), eb('datasetRunItem.observationId', '=', observationId)]),
      ),
    )
    .orderBy('datasetRunItem.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toCase(row);
};

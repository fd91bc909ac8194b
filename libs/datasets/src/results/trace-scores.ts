import type { WorkspaceTx } from '@debrief/infra';
import type { ValueTarget } from '@debrief/replay';

/** A score of a run, or of the observation that a run item names. */
export interface TraceScore {
  readonly id: string;
  readonly name: string;
  readonly value: number | null;
  readonly stringValue: string | null;
  readonly dataType: string;
  readonly source: string;
  readonly comment: string | null;
  readonly observationId: string | null;
}

/** In the order of the targets. Scores of other observations say nothing of the item. */
export const readTraceScores = async (
  tx: WorkspaceTx,
  projectId: string,
  targets: readonly ValueTarget[],
): Promise<TraceScore[][]> => {
  if (targets.length === 0) return [];
  const rows = await tx
    .selectFrom('score')
    .select(['externalId as id', 'name', 'value', 'stringValue', 'dataType', 'source', 'comment', 'observationId'])
    .select('traceExternalId')
    .where('projectId', '=', projectId)
    .where('traceExternalId', 'in', [...new Set(targets.map(({ traceId }) => traceId))])
    .orderBy('score.id')
    .execute();
  const ofTrace = Map.groupBy(rows, ({ traceExternalId }) => traceExternalId);
  return targets.map(({ traceId, observationId }) =>
    (ofTrace.get(traceId) ?? [])
      .filter((score) => score.observationId === null || score.observationId === observationId)
      .map(({ traceExternalId: _, ...score }) => score),
  );
};

import type { WorkspaceTx } from '@debrief/infra';
import { type JsonObject, newId, toColumnText } from '@debrief/kernel';
import type { Finding } from './finding';
import type { ScoreTarget } from './score-statement';
import { announceScores } from './announce-scores';

/** A score that an evaluation of the server's own found. Texts are masked. */
export interface EvaluatedScore extends ScoreTarget, Finding {
  /** Derived from what was evaluated and by what: the next result stands in the place of this one. 1 to 256 characters. */
  readonly id: string;
  readonly name: string;
  readonly comment: string | null;
  readonly metadata: JsonObject | null;
  /** Null: that of the run. */
  readonly environment: string | null;
  readonly scoredAt: Date;
}

/**
 * Stores what evaluations found (source EVAL), each in the place of its last result. Call it last in a transaction: it ends with the ledger.
 * @param projectId internal id
 */
export const replaceScores = async (
  tx: WorkspaceTx,
  projectId: string,
  scores: readonly EvaluatedScore[],
): Promise<void> => {
  if (scores.length === 0) return;
  const sorted = scores.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await tx
    .insertInto('score')
    .values(
      sorted.map(({ id, traceId, metadata, comment, ...score }) => ({
        ...score,
        id: newId(),
        projectId,
        externalId: id,
        traceExternalId: traceId,
        comment: comment === null ? null : toColumnText(comment),
        metadata: metadata === null ? null : JSON.stringify(metadata),
        source: 'EVAL',
        saidAt: score.scoredAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'projectId', 'externalId']).doUpdateSet((set) => ({
        name: set.ref('excluded.name'),
        value: set.ref('excluded.value'),
        stringValue: set.ref('excluded.stringValue'),
        dataType: set.ref('excluded.dataType'),
        comment: set.ref('excluded.comment'),
        metadata: set.ref('excluded.metadata'),
        environment: set.ref('excluded.environment'),
        scoredAt: set.ref('excluded.scoredAt'),
        saidAt: set.ref('excluded.saidAt'),
        updatedAt: new Date(),
      })),
    )
    .execute();
  await announceScores(
    tx,
    projectId,
    sorted.map(({ traceId }) => traceId),
  );
};

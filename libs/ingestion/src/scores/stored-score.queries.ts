import type { WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { sql } from 'kysely';
import type { ScoreDataType } from './finding';
import { readHistory, type ScoreState, writeHistory } from './score-row';
import type { ScoreSource } from './score-statement';

/** The states of the scores of these ids, locked in the order of their ids, for the rest of the transaction. */
export const lockScores = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<Map<string, ScoreState>> => {
  const rows = await tx
    .selectFrom('score')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('externalId', 'in', externalIds)
    .orderBy('externalId')
    .forUpdate()
    .execute();
  return new Map(
    rows.map((row) => [
      row.externalId,
      {
        content: {
          traceId: row.traceExternalId,
          observationId: row.observationId,
          sessionId: row.sessionId,
          datasetRunId: row.datasetRunId,
          name: row.name,
          value: row.value,
          stringValue: row.stringValue,
          dataType: row.dataType as ScoreDataType,
          source: row.source as ScoreSource,
          comment: row.comment,
          configId: row.configId,
          metadata: row.metadata,
          environment: row.environment,
          authorUserId: row.authorUserId,
          queueId: row.queueId,
          scoredAt: row.scoredAt,
        },
        saidAt: row.saidAt ?? row.createdAt,
        saidBy: row.saidBy,
        history: readHistory(row.history),
      },
    ]),
  );
};

/** @returns the ids that are new; another transaction stored the others meanwhile, and nothing of theirs is changed */
export const insertScores = async (
  tx: WorkspaceTx,
  projectId: string,
  scores: ReadonlyMap<string, ScoreState>,
): Promise<Set<string>> => {
  if (scores.size === 0) return new Set();
  const rows = await tx
    .insertInto('score')
    .values(sortedEntries(scores).map(([id, state]) => ({ ...toRow(state), projectId, id: newId(), externalId: id })))
    .onConflict((conflict) => conflict.columns(['workspaceId', 'projectId', 'externalId']).doNothing())
    .returning('externalId')
    .execute();
  return new Set(rows.map(({ externalId }) => externalId));
};

/** Of scores that this transaction has locked. */
export const updateScores = async (
  tx: WorkspaceTx,
  projectId: string,
  scores: ReadonlyMap<string, ScoreState>,
): Promise<void> => {
  for (const [id, state] of sortedEntries(scores))
    await tx
      .updateTable('score')
      .set({ ...toRow(state), updatedAt: sql<Date>`now()` })
      .where('projectId', '=', projectId)
      .where('externalId', '=', id)
      .execute();
};

/** Two requests with the same scores must not wait for each other. */
const sortedEntries = (scores: ReadonlyMap<string, ScoreState>) => [...scores].toSorted(([a], [b]) => (a < b ? -1 : 1));

const toRow = (state: ScoreState) => {
  const { traceId, ...content } = state.content;
  return {
    ...content,
    traceExternalId: traceId,
    saidAt: state.saidAt,
    saidBy: state.saidBy,
    history: writeHistory(state),
  };
};

import { uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { toFixRunSummary } from './fix-run-json';
import { selectFixRunRecords } from './runs/fix-run.queries';

/** Reads fix runs for the stream, by id: without diffs, which may be large. */
export const readFixRunRecords = async (
  client: WorkspaceClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonText>> => {
  const runs = await selectFixRunRecords(client, uuidArray(ids));
  return new Map(runs.map((run) => [run.id, JSON.stringify(toFixRunSummary(run))]));
};

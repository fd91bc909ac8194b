import type { IdPage, WorkspaceTx } from '@debrief/infra';

/** Run items with what of their items stands in results, newest first. */
export const selectResultRows = (tx: WorkspaceTx, runId: string, { beforeId, limit }: IdPage) =>
  tx
    .selectFrom('datasetRunItem as r')
    .innerJoin('datasetItem as i', 'i.id', 'r.itemId')
    .select([
      'r.id',
      'r.externalId',
      'r.itemId',
      'r.traceExternalId',
      'r.observationId',
      'r.output',
      'i.externalId as itemExternalId',
      'i.input',
      'i.expectedOutput',
    ])
    .where('r.runId', '=', runId)
    .$if(beforeId !== undefined, (q) => q.where('r.id', '<', beforeId ?? ''))
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute();

export type ResultRow = Awaited<ReturnType<typeof selectResultRows>>[number];

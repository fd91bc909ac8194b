import type { WorkspaceTx } from '@debrief/infra';

/** The external id of the run that an observation is of; of several runs the newest. Undefined: it is not known. */
export const traceOfObservation = async (
  tx: WorkspaceTx,
  projectId: string,
  observationId: string,
): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('event')
    .innerJoin('trace', 'trace.id', 'event.traceId')
    .select('trace.externalId')
    .where('event.projectId', '=', projectId)
    .where('event.spanId', '=', observationId)
    .orderBy('event.traceId', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.externalId;
};

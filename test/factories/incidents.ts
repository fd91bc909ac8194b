import type { DB, WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import type { Insertable } from 'kysely';

/** A row of an incident without runs. @returns its id */
export const insertIncident = async (
  tx: WorkspaceTx,
  projectId: string,
  changes: Partial<Insertable<DB['incident']>> = {},
): Promise<string> => {
  const id = changes.id ?? newId();
  await tx
    .insertInto('incident')
    .values({
      id,
      projectId,
      fingerprint: newId().replaceAll('-', '').slice(-16),
      label: 'tool_error',
      labels: [changes.label ?? 'tool_error'],
      title: 'Tool error',
      severity: 'medium',
      ...changes,
    })
    .execute();
  return id;
};

/** Puts a run into an incident, without counting it. */
export const insertIncidentTrace = async (
  tx: WorkspaceTx,
  incidentId: string,
  traceId: string,
  changes: Partial<Insertable<DB['incidentTrace']>> = {},
): Promise<void> => {
  const { fingerprint, label } = await tx
    .selectFrom('incident')
    .select(['fingerprint', 'label'])
    .where('id', '=', incidentId)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('incidentTrace')
    .values({
      incidentId,
      traceId,
      fingerprint,
      label,
      occurrences: 1,
      confidence: 0.9,
      seenAt: new Date(),
      ...changes,
    })
    .execute();
};

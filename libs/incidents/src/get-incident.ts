import type { WorkspaceTx } from '@debrief/infra';
import { isUuid, notFound, type Scope } from '@debrief/kernel';
import { findIncident, lockIncidents } from './incidents.queries';
import type { IncidentRow } from './incidents.types';

/**
 * An incident that the caller sees: a key those of its project. One that was merged is answered by where it went.
 * @throws DomainError NOT_FOUND
 */
export const getIncident = async (tx: WorkspaceTx, scope: Scope, id: string): Promise<IncidentRow> => {
  const incident = isUuid(id) ? await findIncident(tx, id) : undefined;
  if (!incident || (scope.projectId !== null && scope.projectId !== incident.projectId)) throw notFound('incident', id);
  return incident;
};

/** As `getIncident`; the row stays as it is until the transaction ends. */
export const getIncidentForChange = async (tx: WorkspaceTx, scope: Scope, id: string): Promise<IncidentRow> => {
  const { id: effective } = await getIncident(tx, scope, id);
  await lockIncidents(tx, [effective]);
  // Merged in between: then it is that one which changes.
  const incident = await getIncident(tx, scope, effective);
  return incident.id === effective ? incident : getIncidentForChange(tx, scope, incident.id);
};

/** Incidents: groups failing runs by what failed. Owns incidents, their runs and their history; not the findings themselves. */
export { type Group, groupDetections } from './absorb/group-detections';
export { type IncidentContext, IncidentContextService, type Recording } from './context/incident-context.service';
export { toCommitsResponse } from './commits/commits-json';
export type { IncidentCommits } from './commits/place-commits';
export { getIncident } from './get-incident';
export { type IncidentResponse, readIncidentRecords, toIncidentResponse } from './incident-json';
export { IncidentsModule } from './incidents.module';
export { listIncidentTraces } from './incidents.queries';
export { IncidentsService } from './incidents.service';
export {
  type IncidentFilters,
  type IncidentPatch,
  type IncidentRow,
  type IncidentSort,
  incidentSorts,
  type IncidentStatus,
  incidentStatuses,
  type IncidentTrace,
  severities,
} from './incidents.types';
export { noteFixDispatched, noteFixResult, noteRegression } from './note-incident';

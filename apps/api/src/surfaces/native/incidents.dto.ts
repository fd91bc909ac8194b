import {
  type IncidentContext,
  type IncidentFilters,
  type IncidentPatch,
  type IncidentRow,
  type IncidentSort,
  incidentSorts,
  type IncidentStatus,
  incidentStatuses,
  severities,
  toIncidentResponse,
} from '@debrief/incidents';
import { toDetectionResponse } from '@debrief/analysis';
import type { Page } from '@debrief/infra';
import { invalid, isUuid } from '@debrief/kernel';
import { type RegressionRunDetails, toRegressionRunResponse } from '@debrief/regression';
import type { ConnectedRepo } from '@debrief/repositories';
import { Instant, OneOf, Text, Uuid, Whole } from '../../http/fields';
import { toConnectedRepoResponse } from './connected-repo.dto';
import { PageQuery } from './page.dto';

/** Query of GET /api/incidents. */
export class ListIncidentsQuery extends PageQuery {
  @Text({ max: 256, description: 'Id or slug of a project' }) project_id?: string;
  @Text({ max: 256, description: 'A trace in it' }) session_id?: string;
  @OneOf(incidentStatuses) status?: string;
  @OneOf(severities) severity?: string;
  @Text({ max: 36, description: 'User id of a member, or `none`' }) owner_id?: string;
  @Text({ max: 256 }) label?: string;
  @Instant({ description: 'Last seen at or after' }) from?: string;
  @Instant({ description: 'Last seen before' }) to?: string;
  @OneOf(incidentSorts, { default: 'last_seen_at', description: 'Newest or highest first' }) sort?: IncidentSort;
  @Text({ max: 256, description: 'Substring of label, title, root cause, severity or status, any case' }) q?: string;
}

/** @throws INVALID for an owner that is neither a user id nor `none` */
export const toIncidentFilters = (query: ListIncidentsQuery): IncidentFilters => {
  const { owner_id: ownerId } = query;
  if (ownerId !== undefined && ownerId !== 'none' && !isUuid(ownerId))
    throw invalid('owner_id', 'must be a UUID or none');
  return {
    project: query.project_id,
    sessionId: query.session_id,
    status: query.status,
    severity: query.severity,
    ownerId,
    label: query.label,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
    q: query.q,
  };
};

/** Body of PATCH /api/incidents/{id}. */
export class UpdateIncidentBody {
  @OneOf(incidentStatuses) status?: IncidentStatus;
  @Uuid({ nullable: true, description: 'User id of a member; null: nobody' }) owner_id?: string | null;
  @OneOf(severities, { description: 'Stays as it is set: evidence no longer moves it' })
  severity?: IncidentRow['severity'];
}

export const toIncidentPatch = (body: UpdateIncidentBody): IncidentPatch => ({
  status: body.status,
  ownerId: body.owner_id,
  severity: body.severity,
});

/** Body of POST /api/incidents/{id}/pr-link. */
export class LinkPullRequestBody {
  @Text({ required: true, max: 2_048, description: 'https', example: 'https://github.com/acme/agents/pull/7' })
  pr_url: string;
}

/** @throws INVALID unless https and without credentials */
export const toPullRequestUrl = ({ pr_url: text }: LinkPullRequestBody): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw invalid('pr_url', 'must be an https URL');
  return text;
};

/** Body of POST /api/incidents/{id}/merge. */
export class MergeIncidentBody {
  @Uuid({ required: true, description: 'The incident that takes over its traces' }) into: string;
}

/** Body of POST /api/incidents/{id}/split. */
export class SplitIncidentBody {
  @Text({ required: true, max: 64, description: 'Of an incident that was merged into this one' }) fingerprint: string;
}

/** Query of GET /api/incidents/{id}/context. */
export class IncidentContextQuery {
  @Whole({ min: 0, max: 50, default: 3, description: 'Events before and after each piece of evidence' })
  window?: number;
}

export const toIncidentsResponse = ({ items, nextCursor }: Page<IncidentRow>) => ({
  incidents: items.map(toIncidentResponse),
  next_cursor: nextCursor,
});

export const toContextResponse = (
  { incident, rootCause, userGoal, evidence, events, recording, redactionSummary }: IncidentContext,
  { repo, regression }: { readonly repo: ConnectedRepo; readonly regression: RegressionRunDetails | undefined },
) => ({
  context: {
    incident: toIncidentResponse(incident),
    labels: incident.labels,
    evidence: evidence.map(toDetectionResponse),
    user_goal: userGoal,
    root_cause: rootCause,
    events,
    allowed_paths: repo.allowedPaths,
    replay: recording && {
      artifact_id: recording.artifactId,
      signed_url: recording.signedUrl,
      expires_in: recording.expiresIn,
      event_time_map: recording.eventTimeMap,
    },
    regression_case: regression ? toRegressionCase(regression) : null,
    connected_repo: repo.repo === null ? null : toConnectedRepoResponse(repo).connected_repo,
    redaction_summary: redactionSummary,
  },
});

/** The newest case of a regression run, with the run that it belongs to. */
const toRegressionCase = (details: RegressionRunDetails) => {
  const { id, verdict, cases } = toRegressionRunResponse(details);
  const [newest] = cases;
  return newest ? { regression_run_id: id, verdict, ...newest } : null;
};

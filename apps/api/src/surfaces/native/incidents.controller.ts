import { IncidentContextService, IncidentsService, toCommitsResponse, toIncidentResponse } from '@debrief/incidents';
import type { Scope } from '@debrief/kernel';
import { RegressionService } from '@debrief/regression';
import { ConnectedReposService } from '@debrief/repositories';
import { AuditService } from '@debrief/tenancy';
import { Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { JsonBody, QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toAuditEntryResponse } from './audit-log.dto';
import {
  IncidentContextQuery,
  LinkPullRequestBody,
  ListIncidentsQuery,
  MergeIncidentBody,
  SplitIncidentBody,
  toContextResponse,
  toIncidentFilters,
  toIncidentPatch,
  toIncidentsResponse,
  toPullRequestUrl,
  UpdateIncidentBody,
} from './incidents.dto';
import { incidentContextExample, incidentExample, incidentHistoryExample } from './incidents.examples';
import { toPageRequest } from './page.dto';

const tag = 'Incidents';
const one = { description: 'The incident', example: { incident: incidentExample } };
const historyLimit = 200;

@Controller('api/incidents')
export class IncidentsController {
  constructor(
    private readonly incidents: IncidentsService,
    private readonly contexts: IncidentContextService,
    private readonly audit: AuditService,
    private readonly repos: ConnectedReposService,
    private readonly regressions: RegressionService,
  ) {}

  @Get()
  @Requires('viewer')
  @Operation({
    tag,
    summary: 'List incidents',
    description: 'An incident is what failing traces have in common. One that was merged into another is not listed.',
    answers: { 200: { description: 'A page', example: { incidents: [incidentExample], next_cursor: null } } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @QueryDto(ListIncidentsQuery) query: ListIncidentsQuery) {
    const sort = query.sort ?? 'last_seen_at';
    return toIncidentsResponse(await this.incidents.list(scope, toIncidentFilters(query), sort, toPageRequest(query)));
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get an incident with its history',
    description:
      'The history is what the audit log has of it, newest first, 200 entries at most. `commits` are those at which its traces fail, and the last ' +
      'ones at which traces of the same agent do not, as far as git links and the traces themselves tell.',
    answers: { 200: { description: 'The incident', example: incidentHistoryExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string) {
    const incident = await this.incidents.get(scope, id);
    const history = await this.audit.list(scope, { target: incident.id }, { limit: historyLimit, cursor: undefined });
    return {
      incident: toIncidentResponse(incident),
      commits: toCommitsResponse(await this.incidents.commits(scope, incident.id)),
      history: history.items.map(toAuditEntryResponse),
    };
  }

  @Patch(':id')
  @Requires('member')
  @Operation({
    tag,
    summary: 'Change status, owner or severity',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async update(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(UpdateIncidentBody) body: UpdateIncidentBody,
  ) {
    return { incident: toIncidentResponse(await this.incidents.update(scope, id, toIncidentPatch(body))) };
  }

  @Get(':id/context')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what a person or an agent needs to mend it',
    description:
      'By its first trace: evidence, and the events around it. Masked, e-mail addresses included; `redaction_summary` counts by rule.',
    answers: { 200: { description: 'The context', example: incidentContextExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async context(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(IncidentContextQuery) { window = 3 }: IncidentContextQuery,
  ) {
    const context = await this.contexts.read(scope, id, window);
    const repo = await this.repos.get(scope, context.incident.projectId);
    const { items } = await this.regressions.list(scope, context.incident.id, { limit: 1, cursor: undefined });
    return toContextResponse(context, { repo, regression: items[0] });
  }

  @Post(':id/pr-link')
  @HttpCode(200)
  @Requires('member', 'key:write')
  @Operation({
    tag,
    summary: 'Link the pull request that mends it',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async linkPullRequest(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(LinkPullRequestBody) body: LinkPullRequestBody,
  ) {
    return {
      incident: toIncidentResponse(await this.incidents.linkPullRequest(scope, id, toPullRequestUrl(body))),
    };
  }

  @Post(':id/merge')
  @HttpCode(200)
  @Requires('member')
  @Operation({
    tag,
    summary: 'Merge an incident into another',
    description:
      'Its traces, those to come included, go to the other, which is answered; its id goes on naming that one.',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async merge(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(MergeIncidentBody) { into }: MergeIncidentBody,
  ) {
    return { incident: toIncidentResponse(await this.incidents.merge(scope, id, into)) };
  }

  @Post(':id/split')
  @HttpCode(200)
  @Requires('member')
  @Operation({
    tag,
    summary: 'Undo a merge',
    description: 'The fingerprint has an incident of its own again, which is answered.',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async split(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(SplitIncidentBody) { fingerprint }: SplitIncidentBody,
  ) {
    return { incident: toIncidentResponse(await this.incidents.split(scope, id, fingerprint)) };
  }
}

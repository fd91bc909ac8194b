import { TraceItemsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { CiRunsService } from '@debrief/provenance';
import { PipelinesService } from '@debrief/regression';
import { Controller, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import {
  CiRunFiltersQuery,
  CompleteCiRunBody,
  CreateCiRunBody,
  LinkTracesBody,
  ListCiRunsQuery,
  OfProviderQuery,
  toBody,
  toCiRunFilters,
  toCiRunResponse,
  toLinkRequest,
  toStatsResponse,
  toVerdictResponse,
  UpdateCiRunBody,
  VerdictQuery,
} from './ci-runs.dto';
import { ciRunExample, statsExample, verdictExample } from './ci-runs.examples';

const tag = 'CI runs';
const one = { 200: { description: 'The CI run', example: ciRunExample } };

@Controller(v1('ci-runs'))
export class CiRunsController {
  constructor(
    private readonly ciRuns: CiRunsService,
    private readonly pipelines: PipelinesService,
    private readonly traceItems: TraceItemsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Idempotent()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Report a run of a pipeline',
    description:
      'One for each provider, run, job and attempt. With `incidentId` a regression run is opened, with `regressionRunId` that one waits: its runs ' +
      'after the change are the traces of this CI run. Sums are those of its traces, whatever a client says.',
    answers: {
      200: { description: 'The CI run that is there, which has the same content', example: ciRunExample },
      201: { description: 'The CI run', example: ciRunExample },
    },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateCiRunBody) { projectId, ...body }: CreateCiRunBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request, projectId);
    const { item, isNew } = await this.pipelines.create(scope, project, toBody(body));
    response.status(isNew ? 201 : 200);
    return toCiRunResponse(item);
  }

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List CI runs, newest first',
    answers: { 200: { description: 'A page', example: v1ListExample([ciRunExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(ListCiRunsQuery) query: ListCiRunsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const project = await this.projects.of(scope, request);
    const page = await this.ciRuns.list(scope, project, toCiRunFilters(query), toV1Page(query));
    return toV1List(page, toCiRunResponse, response);
  }

  // Before `:id`: fixed words win.
  @Get('stats')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Count CI runs, and sum their traces',
    answers: { 200: { description: 'The statistics', example: statsExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async stats(@InScope() scope: Scope, @Req() request: Request, @QueryDto(CiRunFiltersQuery) query: CiRunFiltersQuery) {
    const project = await this.projects.of(scope, request);
    return toStatsResponse(await this.ciRuns.stats(scope, project, toCiRunFilters(query)));
  }

  @Get('provider/:providerRunId')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get a CI run by the id of its provider',
    description: 'Of several jobs and attempts the newest, unless `provider`, `jobName` or `attempt` name one.',
    answers: one,
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async getOfProvider(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('providerRunId') providerRunId: string,
    @QueryDto(OfProviderQuery) { provider, ...narrow }: OfProviderQuery,
  ) {
    const project = await this.projects.of(scope, request);
    const named = { ...narrow, provider: provider?.toLowerCase() };
    return toCiRunResponse(await this.ciRuns.findOfProvider(scope, project, providerRunId, named));
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'Get a CI run', answers: one, refuses: ['NOT_FOUND'] })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('id') id: string) {
    return toCiRunResponse(await this.ciRuns.get(scope, await this.projects.of(scope, request), id));
  }

  @Patch(':id')
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Change a CI run',
    description: 'A final status ends it, as `complete` does. What makes it one, and what it is compared for, stays.',
    answers: one,
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async update(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(UpdateCiRunBody) body: UpdateCiRunBody,
  ) {
    const project = await this.projects.of(scope, request);
    return toCiRunResponse(await this.pipelines.update(scope, project, id, toBody(body)));
  }

  @Post(':id/traces')
  @HttpCode(204)
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'Link traces to a CI run',
    description:
      'Where it brings candidates to a regression run, each trace is the run after the change of the case that `caseTraceId` names, else of the ' +
      'one with the same data set item or goal. Several that fit are refused: nothing is guessed.',
    answers: { 204: { description: 'They are linked' } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async link(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(LinkTracesBody) body: LinkTracesBody,
  ): Promise<void> {
    const project = await this.projects.of(scope, request);
    const wanted = toLinkRequest(body);
    const cases = await this.pipelines.caseTraceIds(scope, project, id);
    const traceIds = cases.length === 0 ? [] : [...wanted.traceIds, ...cases];
    const datasetItems = await this.traceItems.listOfTraces(scope, project, traceIds);
    await this.pipelines.link(scope, project, id, { ...wanted, datasetItems });
  }

  @Post(':id/complete')
  @HttpCode(200)
  @Idempotent()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Operation({
    tag,
    summary: 'End a CI run',
    description:
      'Closes the list of its candidates; the last CI run of a regression run has the comparison begin. Without a candidate the verdict is ' +
      '`inconclusive`. The same status again changes nothing, another one is a conflict.',
    answers: one,
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async complete(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @JsonBody(CompleteCiRunBody) body: CompleteCiRunBody,
  ) {
    const project = await this.projects.of(scope, request);
    return toCiRunResponse(await this.pipelines.complete(scope, project, id, toBody(body)));
  }

  @Get(':id/verdict')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what the comparison came to, for the gate of a pipeline',
    description:
      '`pending` until the CI run has ended and its traces are compared; `none` where it names no incident and no regression run.',
    answers: { 200: { description: 'The verdict', example: verdictExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async verdict(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @QueryDto(VerdictQuery) { wait = 0 }: VerdictQuery,
  ) {
    const project = await this.projects.of(scope, request);
    return toVerdictResponse(await this.pipelines.verdict(scope, project, id, wait));
  }
}

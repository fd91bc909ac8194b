import { RunResultsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1Page, V1PageQuery } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { CompareRunsQuery, toComparisonResponse, toResultsResponse, toRunIds } from './results.dto';
import { comparisonExample, resultsExample } from './results.examples';
import { type RunPath, toRunRef } from './run-path';

const tag = 'Datasets';

/** What runs gave, against what was expected, and side by side (platform.md B3). */
@Controller(v1('datasets'))
export class V1RunResultsController {
  constructor(
    private readonly results: RunResultsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Get(['runs/compare', ':id/runs/compare'])
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Compare runs over a dataset',
    description:
      'Averages count only items that every run has; `comparedItems` says how many. Of several traces for one item the newest counts. ' +
      '`change` is that of the last run against the first: improved, regressed, unchanged, or missing where one of them has nothing to compare.',
    answers: { 200: { description: 'The runs side by side', example: comparisonExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async compare(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param() { id }: Pick<RunPath, 'id'>,
    @QueryDto(CompareRunsQuery) query: CompareRunsQuery,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toComparisonResponse(await this.results.compare(scope, projectId, toRunIds(query), id));
  }

  @Get(['runs/:runId/results', ':id/runs/:runId/results'])
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Read the results of a run',
    description:
      'Newest item first. `match`: equal as JSON. `similarity`: 1 − Levenshtein distance / longer length of texts, the mean over all leaf paths ' +
      'of objects and lists. Both are null where there is no expected or no actual output; averages leave these out. `summary` is of all items.',
    answers: { 200: { description: 'A page of items, and the summary of all', example: resultsExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param() path: RunPath,
    @QueryDto(V1PageQuery) query: V1PageQuery,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toResultsResponse(await this.results.results(scope, projectId, toRunRef(path), toV1Page(query)));
  }
}

import type { Scope } from '@debrief/kernel';
import { ScoreReader } from '@debrief/replay';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { toV1List, toV1Page, V1PageQuery, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { v1ScoreExample } from './scores.examples';
import { toCounted, toV1Score } from './v1-score-response';

/** Scores of one run and of its parts. */
@Controller(v1('traces'))
export class V1TraceScoresController {
  constructor(
    private readonly reader: ScoreReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Get(':id/scores')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Scores',
    summary: 'List the scores of a trace',
    description: 'Those of its observations, too; newest first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1ScoreExample]) } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') id: string,
    @QueryDto(V1PageQuery) query: V1PageQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request);
    const found = await this.reader.listOfTrace(scope, projectId, id, { page: 1, ...toV1Page(query) });
    return toV1List(toCounted(found), toV1Score, response);
  }
}

import type { Scope } from '@debrief/kernel';
import { GenerationsService } from '@debrief/sessions';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { paginationExample } from './examples';
import { includesContent, ListGenerationsQuery, toGenerationFilter, toGenerationResponse } from './generations.dto';
import { generationExample, generationSummaryExample } from './generations.examples';
import { toAskedPage, toPagination } from './page.dto';
import { PathName } from './path-names';

@Controller('api/projects/:projectId/sessions/generations')
export class GenerationsController {
  constructor(private readonly generations: GenerationsService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Sessions',
    summary: 'List model calls across sessions',
    description:
      'Newest first. `summary` covers all calls that pass the filter, by model; latencies are percentiles by nearest rank over the calls that have one. A ' +
      'call that only holds another has null tokens and `wrapper`, and is not in the summary. Of more than 50,000 calls the newest are added up; ' +
      'then the answer carries `X-Total-Estimated: true`.',
    answers: {
      200: {
        description: 'A page',
        example: {
          success: true,
          generations: [generationExample],
          summary: generationSummaryExample,
          pagination: paginationExample,
        },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @QueryDto(ListGenerationsQuery) query: ListGenerationsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const page = toAskedPage(query);
    const withContent = includesContent(query);
    const { generations, summary, ...end } = await this.generations.list(
      scope,
      project,
      toGenerationFilter(query),
      page,
    );
    if (end.isEstimated) response.setHeader('X-Total-Estimated', 'true');
    return {
      success: true,
      generations: generations.map((one) => toGenerationResponse(one, withContent)),
      summary,
      pagination: toPagination(end, page.limit, page.offset),
    };
  }
}

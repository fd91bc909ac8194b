import type { Scope } from '@debrief/kernel';
import { ProjectStatsService } from '@debrief/replay';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { PathId } from './path-ids';
import {
  FilterOptionsQuery,
  StatsQuery,
  toOptionsQuery,
  toOptionsResponse,
  toStatsPeriod,
  toStatsResponse,
} from './stats.dto';
import { optionsExample, statsExample } from './stats.examples';

const tag = 'OpenTelemetry';
/** See `newestRows` in filter-options.queries.ts. */
const newestOnly =
  'Of a project with more, the values and counts of the newest 100,000 (of sessions: runs) that the query names.';
const optionsAnswers = {
  200: { description: 'The most frequent values, 100 of each column at most', example: optionsExample },
} as const;

@Controller('api/v1/project/:project/otel')
export class OtelStatsController {
  constructor(private readonly stats: ProjectStatsService) {}

  @Get('stats')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what the traces of a period add up to',
    description:
      'Traces count by their start. The trend is by day, or by hour up to 48 hours. Of a period with more than 50,000 traces, `by_model` has ' +
      'what the newest 50,000 used; then the answer carries `X-Total-Estimated: true`.',
    answers: { 200: { description: 'The totals', example: statsExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async get(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(StatsQuery) query: StatsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const period = toStatsPeriod(query);
    const stats = await this.stats.get(scope, project, period);
    if (stats.isOfNewestRuns) response.setHeader('X-Total-Estimated', 'true');
    return toStatsResponse(stats, period);
  }

  @Get('traces/filter-options')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List values to filter traces by',
    description: newestOnly,
    answers: optionsAnswers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async ofTraces(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(FilterOptionsQuery) query: FilterOptionsQuery,
  ) {
    return toOptionsResponse(await this.stats.listOptions(scope, project, 'traces', toOptionsQuery('traces', query)));
  }

  @Get('spans/filter-options')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List values to filter spans by',
    description: newestOnly,
    answers: optionsAnswers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async ofSpans(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(FilterOptionsQuery) query: FilterOptionsQuery,
  ) {
    return toOptionsResponse(await this.stats.listOptions(scope, project, 'spans', toOptionsQuery('spans', query)));
  }

  @Get('sessions/filter-options')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List values to filter sessions by',
    description: newestOnly,
    answers: optionsAnswers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async ofSessions(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(FilterOptionsQuery) query: FilterOptionsQuery,
  ) {
    return toOptionsResponse(
      await this.stats.listOptions(scope, project, 'sessions', toOptionsQuery('sessions', query)),
    );
  }
}

import type { Scope } from '@debrief/kernel';
import { MetricsService } from '@debrief/replay';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toListResponse, toPageRequest } from './list.dto';
import {
  aggregateExample,
  AggregateMetricsQuery,
  ListPointsQuery,
  pointExample,
  readAttributes,
  toAggregateQuery,
  toAggregateResponse,
  toPointListQuery,
  toPointResponse,
} from './metrics.dto';
import { PathId } from './path-ids';
import { metaExample } from './traces.examples';

const tag = 'OpenTelemetry';

@Controller('api/v1/project/:project/otel/metrics')
export class OtelMetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List data points of metrics',
    description: '`attributes.<key>=<value>` asks for points with that attribute.',
    answers: { 200: { description: 'A page, newest first', example: { data: [pointExample], meta: metaExample } } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(ListPointsQuery) query: ListPointsQuery,
    @Query() fields: Record<string, unknown>,
    @Res({ passthrough: true }) response: Response,
  ) {
    const asked = toPointListQuery(query, readAttributes(fields));
    return toListResponse(
      await this.metrics.list(scope, project, asked, toPageRequest(query)),
      query,
      response,
      toPointResponse,
    );
  }

  @Get('aggregates')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get what a metric comes to over time',
    description:
      'Buckets begin in UTC, the oldest comes first. Cumulative points count by how much they rose. `attributes.<key>=<value>` as in the list.',
    answers: { 200: { description: 'A row for each bucket and group with points', example: aggregateExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async aggregate(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(AggregateMetricsQuery) query: AggregateMetricsQuery,
    @Query() fields: Record<string, unknown>,
  ) {
    const asked = toAggregateQuery(query, readAttributes(fields));
    return toAggregateResponse(await this.metrics.aggregate(scope, project, asked));
  }
}

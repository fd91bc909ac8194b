import type { Scope } from '@debrief/kernel';
import { type BucketSize, HttpStatisticsService } from '@debrief/telemetry';
import { Controller, Get } from '@nestjs/common';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { hostsExample, pathsExample, seriesExample, totalsExample } from './requests.examples';
import { RequestQuery, toRequestFilters } from './requests.dto';
import {
  PlacesQuery,
  SeriesQuery,
  toBucketResponse,
  toHostResponse,
  toPathResponse,
  toTotalsResponse,
} from './statistics.dto';
import { toSuccess } from './success';

const tag = 'HTTP telemetry';
const mostPlaces = 20;

/** Figures over reported requests (telemetry.md §3): of the last 24 hours unless the query says otherwise. */
@Controller('api/v1/http-requests')
export class HttpStatisticsController {
  constructor(private readonly statistics: HttpStatisticsService) {}

  @Get('stats')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get totals, rates and percentiles of HTTP requests',
    description:
      'Percentiles are nearest-rank over the exact durations. A failed request is an error: no response, or 400 and more.',
    answers: { 200: { description: 'Rates in percent; null where there is no request', example: totalsExample } },
    refuses: ['INVALID'],
  })
  async totals(@InScope() scope: Scope, @QueryDto(RequestQuery) query: RequestQuery) {
    return toSuccess(scope, toTotalsResponse(await this.statistics.totals(scope, toStatisticsQuery(query))));
  }

  @Get('stats/series')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get figures of HTTP requests over time',
    answers: { 200: { description: 'Every bucket of the window, at most 1,500', example: seriesExample } },
    refuses: ['INVALID'],
  })
  async series(@InScope() scope: Scope, @QueryDto(SeriesQuery) query: SeriesQuery) {
    const size = (query.bucket ?? '1h') as BucketSize;
    const buckets = await this.statistics.series(scope, { ...toStatisticsQuery(query), size });
    return toSuccess(scope, { buckets: buckets.map(toBucketResponse) });
  }

  @Get('top-hosts')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the hosts at which outbound requests fail most',
    answers: { 200: { description: 'By failures, then requests, then name', example: hostsExample } },
    refuses: ['INVALID'],
  })
  async hosts(@InScope() scope: Scope, @QueryDto(PlacesQuery) query: PlacesQuery) {
    const { limit = mostPlaces } = query;
    const hosts = await this.statistics.places(scope, { ...toStatisticsQuery(query), kind: 'hosts', limit });
    return toSuccess(scope, { hosts: hosts.map(toHostResponse) });
  }

  @Get('top-paths')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List the paths at which outbound requests fail most',
    description: 'By method, host and path. Segments that are digits, a UUID or hexadecimal count as `{id}`.',
    answers: { 200: { description: 'By failures, then requests, then name', example: pathsExample } },
    refuses: ['INVALID'],
  })
  async paths(@InScope() scope: Scope, @QueryDto(PlacesQuery) query: PlacesQuery) {
    const { limit = mostPlaces } = query;
    const paths = await this.statistics.places(scope, { ...toStatisticsQuery(query), kind: 'paths', limit });
    return toSuccess(scope, { paths: paths.map(toPathResponse) });
  }
}

const toStatisticsQuery = (query: RequestQuery) => ({ project: query.projectId, filters: toRequestFilters(query) });

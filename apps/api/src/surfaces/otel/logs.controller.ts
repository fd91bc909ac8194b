import type { Scope } from '@debrief/kernel';
import { LogsService } from '@debrief/replay';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toListResponse, toPageRequest } from './list.dto';
import { ListLogsQuery, logExample, toLogListQuery, toLogResponse } from './logs.dto';
import { PathId } from './path-ids';
import { metaExample } from './traces.examples';

const tag = 'OpenTelemetry';
const answers = {
  200: { description: 'A page, newest first', example: { data: [logExample], meta: metaExample } },
} as const;

@Controller('api/v1/project/:project/otel')
export class OtelLogsController {
  constructor(private readonly logs: LogsService) {}

  @Get('logs')
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'List log records', answers, refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'] })
  async list(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @QueryDto(ListLogsQuery) query: ListLogsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const page = await this.logs.list(scope, project, toLogListQuery(query), toPageRequest(query));
    return toListResponse(page, query, response, toLogResponse);
  }

  @Get('traces/:traceId/logs')
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'List log records of a trace', answers, refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'] })
  async ofTrace(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') externalId: string,
    @QueryDto(ListLogsQuery) query: ListLogsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const place = { project, externalId };
    const page = await this.logs.listOfTrace(scope, place, toLogListQuery(query), toPageRequest(query));
    return toListResponse(page, query, response, toLogResponse);
  }

  @Get('traces/:traceId/spans/:spanId/logs')
  @Requires('viewer', 'key:read')
  @Operation({ tag, summary: 'List log records of a span', answers, refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'] })
  async ofSpan(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') externalId: string,
    @PathId('spanId') spanId: string,
    @QueryDto(ListLogsQuery) query: ListLogsQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    const place = { project, externalId, spanId };
    const page = await this.logs.listOfSpan(scope, place, toLogListQuery(query), toPageRequest(query));
    return toListResponse(page, query, response, toLogResponse);
  }
}

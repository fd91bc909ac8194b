import type { Scope } from '@debrief/kernel';
import { csvHeader, SessionExportService } from '@debrief/sessions';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { ExportSessionsQuery, toExportFormat, toExportQuery } from './export.dto';
import { PathName } from './path-names';
import { writeExport } from './write-export';

@Controller('api/projects/:projectId/sessions/export')
export class SessionExportController {
  constructor(private readonly exports: SessionExportService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Sessions',
    summary: 'Export the events of sessions',
    description:
      'Sessions by start, then positions, as they are when the request begins: `X-Export-Rows` says how many rows follow, `X-Export-Truncated` whether ' +
      '`limit` left some out. A connection that breaks means that rows are missing. Text cells that a spreadsheet would run as a formula begin with ' +
      "`'`. `format=jsonl` gives an event a line (`application/x-ndjson`). Two exports at once per credential.",
    answers: {
      200: {
        description: 'The rows',
        mediaType: 'text/csv',
        example: `${csvHeader.join()}\r\n`,
        schema: { type: 'string' },
      },
    },
    refuses: ['NOT_FOUND', 'INVALID', 'LIMITED', 'UNAVAILABLE'],
  })
  async export(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @QueryDto(ExportSessionsQuery) query: ExportSessionsQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = { format: toExportFormat(query), hasBom: query.bom === true };
    await this.exports.export(scope, project, toExportQuery(query), (opened) =>
      writeExport(request, response, opened, form),
    );
  }
}

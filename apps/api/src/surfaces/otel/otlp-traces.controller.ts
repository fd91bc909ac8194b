import { decodeTraceExport, encodeExportAnswer, IngestionService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ProjectsService } from '@debrief/tenancy';
import { Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { BodyLimit } from '../../http/body';
import { Operation } from '../../http/operation';
import { ChecksKey, InScope, Requires } from '../../http/requires';
import { sendBytes } from '../../http/send-bytes';
import { ExportBody, mediaTypes, type SentExport } from './export-body';
import { exportAnswers, exportBody } from './otlp.examples';

/** Where exporters send spans (otel.md A1). */
@Controller()
export class OtlpTracesController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly projects: ProjectsService,
  ) {}

  @Post('otel/:project/v1/traces')
  @HttpCode(200)
  @BodyLimit('eventBatch')
  @Requires('key:ingest', 'member')
  @ChecksKey()
  @ApiConsumes('application/x-protobuf', 'application/json')
  @ApiBody(exportBody)
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'Export spans',
    description:
      'OTLP/HTTP, protobuf or JSON: an exporter needs only `OTEL_EXPORTER_OTLP_ENDPOINT=<server>/otel/default` and the key as a header. ' +
      '`default` is the project of the credential. What is not rejected is durable; a span that is sent again is stored once.',
    answers: exportAnswers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'UNSUPPORTED'],
  })
  async exportTo(
    @InScope() scope: Scope,
    @Param('project') project: string,
    @ExportBody() body: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.locate(scope, project);
    const sent = decodeTraceExport(body.bytes, body.encoding, new Date());
    const outcome = await this.ingestion.appendSpans(scope, projectId, sent);
    const answer = encodeExportAnswer('traces', body.encoding, outcome);
    sendBytes(request, response, mediaTypes[body.encoding], answer);
  }

  @Post(['otel/v1/traces', 'api/public/otel/v1/traces'])
  @HttpCode(200)
  @BodyLimit('eventBatch')
  @Requires('key:ingest', 'member')
  @ChecksKey()
  @ApiConsumes('application/x-protobuf', 'application/json')
  @ApiBody(exportBody)
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'Export spans to the project of the credential',
    description: 'As `POST /otel/default/v1/traces`.',
    answers: exportAnswers,
    refuses: ['NOT_FOUND', 'CONFLICT', 'UNSUPPORTED'],
  })
  async exportToDefault(
    @InScope() scope: Scope,
    @ExportBody() body: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.exportTo(scope, 'default', body, request, response);
  }
}

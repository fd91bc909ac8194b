import type { OtlpSignal } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ProjectsService } from '@debrief/tenancy';
import { Controller, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { InScope } from '../../http/requires';
import { sendBytes } from '../../http/send-bytes';
import { answerTypeOf, ExportBody, type SentExport } from './export-body';
import { ExportRoute } from './export-route';
import { OtlpExports } from './otlp-exports';

/** Where exporters send (otel.md A1). */
@Controller()
export class OtlpController {
  constructor(
    private readonly exports: OtlpExports,
    private readonly projects: ProjectsService,
  ) {}

  @ExportRoute('traces', 'project')
  async exportTraces(
    @InScope() scope: Scope,
    @Param('project') project: string,
    @ExportBody() sent: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(request, response, { scope, project, signal: 'traces', sent });
  }

  @ExportRoute('traces', 'default')
  async exportTracesToDefault(
    @InScope() scope: Scope,
    @ExportBody() sent: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(request, response, { scope, project: 'default', signal: 'traces', sent });
  }

  @ExportRoute('logs', 'project')
  async exportLogs(
    @InScope() scope: Scope,
    @Param('project') project: string,
    @ExportBody() sent: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(request, response, { scope, project, signal: 'logs', sent });
  }

  @ExportRoute('logs', 'default')
  async exportLogsToDefault(
    @InScope() scope: Scope,
    @ExportBody() sent: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(request, response, { scope, project: 'default', signal: 'logs', sent });
  }

  @ExportRoute('metrics', 'project')
  async exportMetrics(
    @InScope() scope: Scope,
    @Param('project') project: string,
    @ExportBody() sent: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(request, response, { scope, project, signal: 'metrics', sent });
  }

  @ExportRoute('metrics', 'default')
  async exportMetricsToDefault(
    @InScope() scope: Scope,
    @ExportBody() sent: SentExport,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(request, response, { scope, project: 'default', signal: 'metrics', sent });
  }

  private async answer(
    request: Request,
    response: Response,
    { scope, project, signal, sent }: ExportRequest,
  ): Promise<void> {
    const projectId = await this.projects.locate(scope, project);
    const answer = await this.exports.store(scope, projectId, signal, sent);
    sendBytes(request, response, answerTypeOf(request), answer);
  }
}

interface ExportRequest {
  readonly scope: Scope;
  readonly project: string;
  readonly signal: OtlpSignal;
  readonly sent: SentExport;
}

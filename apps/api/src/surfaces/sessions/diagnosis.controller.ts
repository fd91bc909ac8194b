import type { Scope } from '@debrief/kernel';
import { SessionDiagnosisService } from '@debrief/sessions';
import { Controller, Get } from '@nestjs/common';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { DiagnosisQuery, toAnalysisResponse } from './diagnosis.dto';
import { analysisExample, metricsExample } from './diagnosis.examples';
import { toMeasuresResponse } from './metrics-response';
import { PathName } from './path-names';

const tag = 'Sessions';

@Controller('api/projects/:projectId/sessions/:sessionId')
export class SessionDiagnosisController {
  constructor(private readonly diagnosis: SessionDiagnosisService) {}

  @Get('metrics')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Measure a session',
    description:
      'Latencies by turn, tokens by model call, tools, guardrails and errors. Rates are 0–1, and null where nothing was counted. What a client did not ' +
      'report is null, never guessed. Of more than 50,000 events the first are measured: `metricsTruncated` is true then.',
    answers: {
      200: { description: 'The metrics', example: { success: true, sessionId: 'conv_1', metrics: metricsExample } },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async metrics(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @PathName('sessionId') sessionId: string,
    @QueryDto(DiagnosisQuery) { traceId }: DiagnosisQuery,
  ) {
    const measures = await this.diagnosis.measure(scope, { project, sessionId, traceId });
    return { success: true, sessionId, ...toMeasuresResponse(measures) };
  }

  @Get('analysis')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Analyse a session',
    description:
      'What is slow, what fails, what was decided oddly, and what could be done about it: rules alone, so the same events have the same answer. Each ' +
      'list has 50 entries at most, worst first; `summary` counts all. A project sets the limits by `session_thresholds` of its settings. Of more ' +
      'than 50,000 events the first are read: `analysisTruncated` is true then.',
    answers: {
      200: { description: 'The analysis', example: { success: true, sessionId: 'conv_1', analysis: analysisExample } },
    },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async analysis(
    @InScope() scope: Scope,
    @PathName('projectId') project: string,
    @PathName('sessionId') sessionId: string,
    @QueryDto(DiagnosisQuery) { traceId }: DiagnosisQuery,
  ) {
    const found = await this.diagnosis.analyze(scope, { project, sessionId, traceId });
    return {
      success: true,
      sessionId,
      analysis: toAnalysisResponse(found),
      ...(found.isTruncated && { analysisTruncated: true }),
    };
  }
}

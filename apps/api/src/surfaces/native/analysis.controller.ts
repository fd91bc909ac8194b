import { AnalysisService, readVerdict, type StoredAnalysis, toAnalysisResponse } from '@debrief/analysis';
import { IncidentsService, toIncidentResponse } from '@debrief/incidents';
import type { TraceRow } from '@debrief/ingestion';
import type { JsonObject, Scope } from '@debrief/kernel';
import { ReplayService } from '@debrief/replay';
import { Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { JsonBody, QueryDto } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { analysisExample } from './analysis.examples';
import { incidentExample } from './incidents.examples';
import { TraceQuery } from './traces.dto';

const tag = 'Analysis';

@Controller('api/traces')
export class AnalysisController {
  constructor(
    private readonly replay: ReplayService,
    private readonly analysis: AnalysisService,
    private readonly incidents: IncidentsService,
  ) {}

  @Get(':id/analysis')
  @Requires('viewer')
  @Operation({
    tag,
    summary: 'Get the latest analysis of a trace',
    description: 'Null before the first one. A run is analysed within seconds after it ended or went silent.',
    answers: { 200: { description: 'The analysis', example: { analysis: analysisExample } } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(TraceQuery) query: TraceQuery) {
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    const stored = await this.analysis.find(scope, trace.id);
    return { analysis: stored ? toAnalysisResponse(stored, trace) : null };
  }

  @Put(':id/analysis')
  @Requires('server')
  @ApiBody({ schema: { type: 'object', additionalProperties: true, example: analysisExample } })
  @Operation({
    tag,
    summary: 'Store the analysis of a server-side workflow',
    description: 'In the shape that GET gives. It stands until events change or someone analyses.',
    answers: {
      200: { description: 'What is stored', example: { analysis: analysisExample, incidents: [incidentExample] } },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async put(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(TraceQuery) query: TraceQuery,
    @JsonBody() body: JsonObject,
  ) {
    const { verdict, incidentIds } = readVerdict(body);
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    return this.answer(scope, trace, await this.analysis.put(scope, trace, verdict), incidentIds);
  }

  @Post(':id/analyze')
  @HttpCode(200)
  @Requires('member')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Analyse a trace now',
    description:
      'Runs the detectors over the events. Same events and detector set, same labels, confidences and critical step. `fallback` is true only when the detectors could not run to the end.',
    answers: {
      200: {
        description: 'The analysis',
        example: { analysis: analysisExample, incidents: [incidentExample], fallback: false },
      },
    },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async analyze(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(TraceQuery) query: TraceQuery) {
    const trace = await this.replay.getTrace(scope, id, query.project_id);
    const stored = await this.analysis.analyze(scope, trace.id);
    return { ...(await this.answer(scope, trace, stored)), fallback: stored.fallbackReason !== null };
  }

  /** @param linkIds incidents that an analysis from outside names */
  private async answer(scope: Scope, trace: TraceRow, stored: StoredAnalysis, linkIds?: readonly string[]) {
    const incidents = await this.incidents.absorb(scope, trace.id, linkIds);
    const incidentIds = incidents.map(({ id }) => id);
    return {
      analysis: toAnalysisResponse(stored, { ...trace, incidentIds }),
      incidents: incidents.map(toIncidentResponse),
    };
  }
}

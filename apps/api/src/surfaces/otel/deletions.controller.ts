import { SpanDeletionService } from '@debrief/ingestion';
import { invalid, type Scope } from '@debrief/kernel';
import { SpansService } from '@debrief/replay';
import { RetentionService } from '@debrief/retention';
import { Controller, Delete, HttpCode } from '@nestjs/common';
import { JsonBody } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { DeleteSessionsBody, DeleteSpansBody, DeleteTracesBody, toSpanNames } from './deletions.dto';
import { PathId } from './path-ids';

const tag = 'OpenTelemetry';
const answers = { 204: { description: 'Deleted' } } as const;
const refuses = ['NOT_FOUND', 'CONFLICT', 'INVALID'] as const;

@Controller('api/v1/project/:project/otel')
export class OtelDeletionsController {
  constructor(
    private readonly retention: RetentionService,
    private readonly spans: SpansService,
    private readonly spanDeletion: SpanDeletionService,
  ) {}

  @Delete('traces/:traceId')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({ tag, summary: 'Delete a trace with all that belongs to it', answers, refuses })
  async deleteTrace(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @PathId('traceId') traceId: string,
  ): Promise<void> {
    await this.spans.getTrace(scope, project, traceId);
    await this.retention.deleteTraces(scope, project, { externalIds: [traceId] });
  }

  @Delete('traces')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({ tag, summary: 'Delete traces, all or none', answers, refuses })
  async deleteTraces(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @JsonBody(DeleteTracesBody) body: DeleteTracesBody,
  ): Promise<void> {
    await this.retention.deleteTraces(scope, project, { externalIds: named('trace_ids', body.trace_ids) });
  }

  @Delete('sessions')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({ tag, summary: 'Delete sessions with their traces, all or none', answers, refuses })
  async deleteSessions(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @JsonBody(DeleteSessionsBody) body: DeleteSessionsBody,
  ): Promise<void> {
    await this.retention.deleteTraces(scope, project, { sessionIds: named('session_ids', body.session_ids) });
  }

  @Delete('spans')
  @HttpCode(204)
  @Requires('owner', 'key:write')
  @Operation({
    tag,
    summary: 'Delete spans, all or none',
    description:
      'A span that is sent again is stored again, unlike those of a deleted trace: nothing tells a resend from another span of its id.',
    answers,
    refuses,
  })
  async deleteSpans(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @JsonBody(DeleteSpansBody) body: DeleteSpansBody,
  ): Promise<void> {
    await this.spanDeletion.delete(scope, project, named('spans', toSpanNames(body)));
  }
}

const named = <T>(field: string, ids: readonly T[]): readonly T[] => {
  if (ids.length === 0) throw invalid(field, 'must name at least one');
  return ids;
};

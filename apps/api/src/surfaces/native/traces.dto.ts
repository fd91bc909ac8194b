import type { AppendResult, NewTrace, RejectedItem } from '@debrief/ingestion';
import { invalid } from '@debrief/kernel';
import type { CassetteEntry, EventFilters, TraceFilters, TraceSort } from '@debrief/replay';
import { Instant, JsonField, OneOf, Text, Texts, Whole } from '../../http/fields';

const maxMetadataBytes = 64 * 1024;

/** Body of POST /api/traces: what a client says of a run. */
export class CreateTraceBody {
  @Text({
    max: 256,
    description: 'Id of the run, unique in its project. Default: `sess_` + ULID.',
    example: 'sess_01JZ5YQ5W8',
  })
  id?: string;
  @Text({ max: 256, description: 'Conversation the run belongs to. Default: `metadata.session_id`, else the id.' })
  session_id?: string;
  @Text({ min: 0, max: 10_000, multiline: true, example: 'Book Tuesday' }) user_goal?: string;
  @Text({ min: 0, max: 256, multiline: true, example: 'booker' }) agent?: string;
  @Text({ min: 0, max: 64, multiline: true, example: 'prod' }) environment?: string;
  @Text({ min: 0, max: 64, multiline: true }) source?: string;
  @JsonField({ description: 'At most 64 KiB.' }) metadata?: Record<string, unknown>;
  @Texts({ max: 128, maxItems: 50 }) tags?: string[];
  @Text({ max: 256, description: 'Id or slug of the project; needed by a console user of several.' })
  project_id?: string;
}

export const toNewTrace = (body: CreateTraceBody): NewTrace => {
  if (body.metadata && Buffer.byteLength(JSON.stringify(body.metadata)) > maxMetadataBytes) {
    throw invalid('metadata', 'must have at most 65536 bytes as JSON');
  }
  return {
    id: body.id ?? null,
    sessionId: body.session_id ?? null,
    userGoal: body.user_goal ?? null,
    agent: body.agent ?? null,
    environment: body.environment ?? null,
    source: body.source ?? null,
    metadata: body.metadata ?? null,
    tags: body.tags ?? null,
    project: body.project_id ?? null,
  };
};

/** Query of routes that name a trace in the path. */
export class TraceQuery {
  @Text({ max: 256, description: 'Id or slug: narrows the look-up.' }) project_id?: string;
}

/** Query of GET /api/sessions. */
export class ListTracesQuery {
  @Text({ max: 256, description: 'Id or slug of a project' }) project_id?: string;
  @Text({ max: 256, description: 'Conversation' }) session_id?: string;
  @OneOf(['running', 'completed', 'failed', 'aborted', 'ended', 'abandoned']) status?: string;
  @Text({ max: 256 }) agent?: string;
  @Text({ max: 64 }) environment?: string;
  @Text({ max: 64 }) source?: string;
  @Text({ max: 64 }) surface?: string;
  @Text({ max: 128 }) tag?: string;
  @Text({ max: 256 }) label?: string;
  @Text({ max: 256 }) incident_id?: string;
  @Text({ max: 256, description: 'Substring of goal, agent or id, any case' }) q?: string;
  @Instant({ description: 'Started at or after' }) from?: string;
  @Instant({ description: 'Started before' }) to?: string;
  @OneOf(['started_at', 'last_event_at'], { default: 'started_at' }) sort?: TraceSort;
  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, default: 50, description: 'Above 200 reads as 200' }) limit?: number;
  @Text({ max: 2048 }) cursor?: string;
}

export const toTraceFilters = (query: ListTracesQuery): TraceFilters => ({
  project: query.project_id,
  sessionId: query.session_id,
  status: query.status,
  agent: query.agent,
  environment: query.environment,
  source: query.source,
  surface: query.surface,
  tag: query.tag,
  label: query.label,
  incidentId: query.incident_id,
  q: query.q,
  from: query.from === undefined ? undefined : new Date(query.from),
  to: query.to === undefined ? undefined : new Date(query.to),
});

/** Query of GET /api/traces/{id}/events. */
export class TimelineQuery extends TraceQuery {
  @Whole({ min: -1, max: Number.MAX_SAFE_INTEGER }) after_seq?: number;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER }) before_seq?: number;
  @Text({ max: 1024, description: 'Event types, separated by commas' }) type?: string;
  @Whole({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: 'Above 200 reads as 200. Without limit and cursor: the whole timeline, up to 10,000 events.',
  })
  limit?: number;
  @Text({ max: 2048 }) cursor?: string;
}

export const toEventFilters = (query: TimelineQuery): EventFilters => ({
  afterSeq: query.after_seq,
  beforeSeq: query.before_seq,
  types: query.type?.split(',').map((type) => type.trim()),
});

export const toAppendResponse = ({ accepted, rejected, deferred }: AppendResult) => ({
  accepted,
  rejected: rejected.map(({ index, idempotencyKey, reason }: RejectedItem) => ({
    index,
    idempotency_key: idempotencyKey,
    reason,
  })),
  ...(deferred && { deferred: { count: deferred.count, from_index: deferred.fromIndex } }),
});

export const toCassetteResponse = (entry: CassetteEntry) => ({
  seq: entry.seq,
  result_seq: entry.resultSeq,
  call_id: entry.callId,
  tool_name: entry.toolName,
  arguments: entry.arguments,
  result: entry.result,
  error: entry.error,
});

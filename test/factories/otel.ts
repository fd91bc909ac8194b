import { randomBytes } from 'node:crypto';
import type { Database } from '@debrief/infra';
import { newId, type Scope } from '@debrief/kernel';
import { toRfc3339 } from '@debrief/replay';
import { sql } from 'kysely';

/** A span as a test describes it; times in milliseconds after `suiteStart`. */
export interface SpanShape {
  readonly spanId?: string;
  readonly parentId?: string | null;
  readonly name?: string;
  readonly at?: number;
  /** Null: it has not ended. */
  readonly lasts?: number | null;
  readonly type?: string;
  readonly category?: string;
  readonly framework?: string | null;
  readonly status?: 'OK' | 'ERROR' | null;
  readonly model?: string | null;
  readonly provider?: string | null;
  readonly agent?: string | null;
  readonly tokens?: number | null;
  readonly cost?: number | null;
  readonly attributes?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown> | null;
  readonly resource?: Record<string, unknown>;
}

export interface TraceShape {
  readonly externalId?: string;
  readonly name?: string | null;
  readonly session?: string | null;
  readonly user?: string | null;
  readonly environment?: string | null;
  readonly tags?: readonly string[];
  readonly metadata?: Record<string, unknown>;
  readonly spans?: readonly SpanShape[];
}

export const suiteStart = Date.UTC(2026, 10, 20, 10);
export const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

export interface StoredTrace {
  readonly id: string;
  readonly externalId: string;
  readonly spanIds: readonly string[];
}

const micros = (at: number): number => Math.round((suiteStart + at) * 1000);
const moment = (at: number): string => toRfc3339(micros(at));
const nanos = (at: number): string => `${micros(at)}000`;

/** A run with spans, as the append of spans leaves it: rows, tally and ledger. Tokens and costs of spans are summed as they are. */
export const insertSpanTrace = (
  database: Database,
  { scope, projectId }: { readonly scope: Scope; readonly projectId: string },
  shape: TraceShape = {},
): Promise<StoredTrace> =>
  database.inWorkspace(scope, async (tx) => {
    const id = newId();
    const externalId = shape.externalId ?? hex(16);
    const spans = (shape.spans ?? [{}]).map((span, seq) => ({
      ...span,
      seq,
      spanId: span.spanId ?? hex(8),
      at: span.at ?? seq,
    }));
    const durations = spans.flatMap(({ lasts = 1 }) => lasts ?? []);
    const ends = spans.map(({ at, lasts = 1 }) => at + (lasts ?? 0));
    const firstEnd = Math.min(...spans.flatMap(({ at, lasts = 1 }) => (lasts === null ? [] : at + lasts)));
    const sum = (pick: (span: SpanShape) => number | null | undefined): number =>
      spans.reduce((total, span) => total + (pick(span) ?? 0), 0);
    const known = (pick: (span: SpanShape) => string | null | undefined): string[] =>
      [...new Set(spans.map(pick))].filter((name) => typeof name === 'string').sort();
    await tx
      .insertInto('trace')
      .values({
        id,
        projectId,
        externalId,
        sessionId: shape.session ?? externalId,
        surface: 'otel',
        name: shape.name === undefined ? (spans[0]?.name ?? 'span') : shape.name,
        userId: shape.user ?? null,
        environment: shape.environment ?? null,
        tags: [...(shape.tags ?? [])],
        metadata: JSON.stringify(shape.metadata ?? {}),
        status: 'completed',
        startedAt: moment(Math.min(...spans.map(({ at }) => at))),
        spansStartAt: moment(Math.min(...spans.map(({ at }) => at))),
        spansEndAt: moment(Math.max(...ends)),
        spansFirstEndAt: firstEnd === Infinity ? null : moment(firstEnd),
        spansShortestMs: durations.length === 0 ? null : Math.min(...durations),
        spansLongestMs: durations.length === 0 ? null : Math.max(...durations),
        eventCount: spans.length,
        errorCount: spans.filter(({ status }) => status === 'ERROR').length,
        observationCount: spans.filter(({ type, model }) => (type ?? 'span') !== 'span' || model).length,
        inputTokens: sum(({ tokens }) => tokens),
        totalTokens: sum(({ tokens }) => tokens),
        costUsd: sum(({ cost }) => cost),
        models: known(({ model }) => model),
        providers: known(({ provider }) => provider),
        frameworks: known(({ framework }) => framework),
        rootEnded: true,
        maxSeq: spans.length - 1,
      })
      .execute();
    for (const span of spans) {
      const resource = newId();
      await tx
        .insertInto('otelSource')
        .values({
          id: resource,
          digest: randomBytes(16),
          kind: 'resource',
          value: JSON.stringify({ attributes: span.resource ?? {}, schemaUrl: '' }),
        })
        .execute();
      const lasts = span.lasts === undefined ? 1 : span.lasts;
      await tx
        .insertInto('event')
        .values({
          traceId: id,
          seq: span.seq,
          projectId,
          idempotencyKey: span.spanId,
          contentHash: randomBytes(16),
          type: 'span',
          startedAt: moment(span.at),
          endedAt: lasts === null ? null : moment(span.at + lasts),
          durationMs: lasts,
          spanId: span.spanId,
          parentId: span.parentId ?? null,
          name: span.name ?? 'span',
          agent: span.agent ?? null,
          level: span.status === 'ERROR' ? 'error' : 'default',
          spanKind: 1,
          statusCode: span.status ?? null,
          observationType: span.type ?? 'span',
          category: span.category ?? 'other',
          framework: span.framework ?? 'Unknown',
          provider: span.provider ?? null,
          model: span.model ?? null,
          sessionId: shape.session ?? null,
          userId: shape.user ?? null,
          environment: shape.environment ?? null,
          inputTokens: span.tokens ?? null,
          totalTokens: span.tokens ?? null,
          costUsd: span.cost ?? null,
          payload: '{}',
          metadata: span.metadata ? JSON.stringify(span.metadata) : null,
          raw: JSON.stringify({
            name: span.name ?? 'span',
            kind: 1,
            start: nanos(span.at),
            end: lasts === null ? null : nanos(span.at + lasts),
            trace_state: '',
            flags: 1,
            attributes: span.attributes ?? {},
            events: [],
            links: [],
            status: { code: span.status === 'ERROR' ? 2 : 0, message: '' },
            dropped_attributes_count: 0,
            dropped_events_count: 0,
            dropped_links_count: 0,
            resource,
            scope: newId(),
          }),
        })
        .execute();
    }
    await tx.insertInto('projectTally').values({ projectId, spans: spans.length }).execute();
    await sql`
      with counter as (update stream_position set position = position + ${spans.length}::int returning position)
      insert into append_ledger (first_position, last_position, kind, project_id, trace_id, seqs)
      select position - ${spans.length}::int + 1, position, 'event', ${projectId}, ${id}, int8multirange(int8range(0, ${spans.length}::int))
        from counter`.execute(tx);
    return { id, externalId, spanIds: spans.map(({ spanId }) => spanId) };
  });

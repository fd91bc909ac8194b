import { type Config, CONFIG, Database, LIVE_BUS, type LiveBus, ObjectStore, sqlState } from '@debrief/infra';
import { canonicalJson, DomainError, isJsonObject, type JsonObject, type Scope, toColumnText } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { contentHash } from '../dialects/native/content-hash';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import { MediaLifter } from '../dialects/otlp/media/media-lifter';
import type { ExportOutcome, OtlpSpan, SpanExport } from '../dialects/otlp/otlp.types';
import { maskDocument } from '../masking/mask-document';
import type { Masker } from '../masking/masker';
import { IngestionService } from '../ingestion.service';
import { MaskerCache } from '../masking/masker-cache';
import { MediaKeeper } from '../media/media-keeper';
import type { NewSpan } from '../spans/new-span';
import { PriceCache } from '../spans/price-cache';
import { sourceIdsOf, toOtlpSpan } from '../spans/raw-span';
import { SourceStore } from '../spans/source-store';
import { commitEntities } from './commit-entities';
import type { EntityCommit } from './entity-commit';
import type { EntityEvent, EntityOutcome, EntitySurface } from './entity-event';
import { entityKey, type NewEntityEvent } from './entity.queries';
import { readUnixNano } from './fold/unix-nano';
import { spanEvent } from './span-event';
import { noSource } from './to-span';
import { TraceStatements } from './trace-statements';

const retries = 3;
const transientStates: readonly unknown[] = ['40P01', '40001', '23505'];
const maxIdLength = 256;

export interface RecordOptions {
  /** By which surface the events come. @default 'langfuse' */
  readonly surface?: EntitySurface;
}

/** Takes in traces and observations that come in pieces, over `/api/public` and `/v1` (platform.md C2). */
@Injectable()
export class EntityService {
  private readonly sources: SourceStore;
  private readonly media: MediaKeeper;

  constructor(
    private readonly database: Database,
    private readonly ingestion: IngestionService,
    private readonly maskers: MaskerCache,
    private readonly prices: PriceCache,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(CONFIG) private readonly config: Config,
    objects: ObjectStore,
  ) {
    this.sources = new SourceStore(database, config.secret);
    this.media = new MediaKeeper(database, objects);
  }

  /**
   * Stores events, all in one transaction, and folds what they say into traces and observations: rows of `trace` and `event`, with the cost,
   * the steps and the detectors that spans have. The same event again changes nothing; the order of arrival decides nothing but between
   * events of one kind with equal times. Changes the bodies: what is secret in them is masked.
   * @param projectId internal id: see `ProjectsService.locate`
   * @returns what became of each event, in their order; what is `stored` or `known` is durable
   * @throws DomainError UNAUTHENTICATED for a key that has ended; UNAVAILABLE when the database is away, or the object store where there is media
   */
  async record(
    scope: Scope,
    projectId: string,
    events: readonly EntityEvent[],
    { surface = 'langfuse' }: RecordOptions = {},
  ): Promise<EntityOutcome[]> {
    if (events.length === 0) return [];
    return this.store(
      scope,
      projectId,
      events.map((event) => this.digest(event, surface)),
      surface,
    );
  }

  /**
   * Stores the spans of an export of Langfuse's SDKs: as `IngestionService.appendSpans`, but that other content under a known id is merged
   * with what is there, and that what spans say of their traces updates these, the latest span first (platform.md C2).
   * @throws as `appendSpans`
   */
  async appendSpans(
    scope: Scope,
    projectId: string,
    sent: SpanExport,
    hear?: (span: OtlpSpan) => void,
  ): Promise<ExportOutcome> {
    const statements = new TraceStatements();
    const { conflicts, ...outcome } = await this.ingestion.storeSpans(scope, projectId, sent, {
      keepsConflicts: true,
      hear: (span) => {
        statements.hear(span);
        hear?.(span);
      },
    });
    const merged = conflicts.map(toSpanEvent);
    const said = statements.events.map((event) => this.digest(event, 'langfuse', { isTimed: false }));
    if (merged.length + said.length === 0) return outcome;
    const outcomes = await this.store(scope, projectId, [...merged, ...said], 'langfuse');
    const rejected = new DefectTally();
    for (const [index, { id }] of merged.entries()) {
      const reason = refusals[outcomes[index]!];
      if (reason !== undefined) rejected.add(reason, id);
    }
    return { ...outcome, rejected: [...outcome.rejected, ...rejected.tallies] };
  }

  /** Takes over the events and masks them. */
  private async store(
    { workspaceId, actor }: Scope,
    projectId: string,
    events: readonly NewEntityEvent[],
    surface: EntitySurface,
  ): Promise<EntityOutcome[]> {
    const masker = await this.maskers.of(workspaceId, projectId);
    const lifter = this.mediaLifter(projectId, masker);
    const media = new Map<string, readonly string[]>();
    for (const event of events) {
      const held = lifter.lift(event.body);
      if (held.length > 0) media.set(entityKey(event), [...(media.get(entityKey(event)) ?? []), ...held]);
      masker.maskValue(event.body);
    }
    const mediaIds = await this.media.keep(workspaceId, projectId, lifter.found);
    const sourcesOf = await this.sources.keep(workspaceId, [noSource], masker);
    const prices = await this.prices.of(workspaceId);
    const outcomes = await this.commit(workspaceId, {
      projectId,
      keyId: actor.type === 'api_key' ? actor.id : null,
      surface,
      events,
      prepare: { hashSecret: this.config.secret, masker, prices },
      noSource: sourcesOf(noSource),
      media,
      mediaIds,
    });
    if (outcomes.includes('stored')) this.bus.announce(workspaceId);
    return outcomes;
  }

  private async commit(workspaceId: string, commit: EntityCommit): Promise<EntityOutcome[]> {
    const limits = { maxTraceEvents: this.config.limits.traceEvents, settleSeconds: this.config.traces.settleSeconds };
    for (let left = retries; ; left -= 1) {
      try {
        return await this.database.inWorkspaceClient(workspaceId, (client) => commitEntities(client, commit, limits));
      } catch (error) {
        const state = error instanceof DomainError ? sqlState(error.cause) : undefined;
        if (left === 0 || !transientStates.includes(state)) throw error;
      }
    }
  }

  /** The event as received, known by its content. @param isTimed its time is part of that */
  private digest(event: EntityEvent, surface: EntitySurface, { isTimed = true } = {}): NewEntityEvent {
    const { entity, kind, clears = [], creation } = event;
    const id = toColumnText(event.id.slice(0, maxIdLength));
    const occurredAt = toMicros(event.timestamp);
    const body = isJsonObject(event.body) ? event.body : ({} as JsonObject);
    const content = canonicalJson([entity, id, kind, isTimed ? String(occurredAt) : '', body, [...clears]]);
    return {
      ...{ entity, id, kind, clears, body, surface, occurredAt, creation },
      eventId: toColumnText(event.eventId.slice(0, maxIdLength)),
      digest: contentHash(this.config.secret, content),
    };
  }

  private mediaLifter(projectId: string, masker: Masker): MediaLifter {
    return new MediaLifter({
      projectId,
      maxBytes: this.config.limits.mediaBytes,
      hides: (key) => masker.hides(key),
      maskText: (text) => maskDocument(masker, text),
    });
  }
}

const refusals: Readonly<Partial<Record<EntityOutcome, string>>> = {
  deleted: 'trace was deleted',
  full: 'trace is full',
  conflict: 'span id already used for another span',
};

/** Sources are told by their ids alone: see `fromSpan`. */
const noSources = { resources: new Map<string, never>(), scopes: new Map<string, never>() };

const toSpanEvent = ({ traceId, spanId, parentSpanId, raw: bytes, contentHash: digest }: NewSpan): NewEntityEvent => {
  const raw = bytes.toString();
  const [resource = '', scope = ''] = sourceIdsOf(raw);
  const span = toOtlpSpan({ traceId, spanId, parentId: parentSpanId, raw }, noSources);
  return spanEvent(span, { sources: { resource, scope }, digest, surface: 'langfuse' });
};

const toMicros = (time: Date | string): number => {
  if (time instanceof Date) return time.getTime() * 1_000;
  const nano = readUnixNano(time);
  return nano === undefined ? Date.now() * 1_000 : Number(nano / 1_000n);
};

import { type Config, CONFIG, Database, LIVE_BUS, type LiveBus, ObjectStore, sqlState } from '@debrief/infra';
import { canonicalJson, DomainError, isJsonObject, type JsonObject, type Scope, toColumnText } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { contentHash } from '../dialects/native/content-hash';
import { MediaLifter } from '../dialects/otlp/media/media-lifter';
import { maskDocument } from '../masking/mask-document';
import type { Masker } from '../masking/masker';
import { MaskerCache } from '../masking/masker-cache';
import { MediaKeeper } from '../media/media-keeper';
import { PriceCache } from '../spans/price-cache';
import { SourceStore } from '../spans/source-store';
import { commitEntities, type EntityCommit } from './commit-entities';
import type { EntityEvent, EntityOutcome, EntitySurface } from './entity-event';
import { entityKey, type NewEntityEvent } from './entity.queries';
import { readUnixNano } from './fold/unix-nano';
import { noSource } from './to-span';

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
    const { workspaceId, actor } = scope;
    const masker = await this.maskers.of(workspaceId, projectId);
    const lifter = this.mediaLifter(projectId, masker);
    const media = new Map<string, readonly string[]>();
    const taken = events.map((event) => {
      const digested = this.digest(event, surface);
      const held = lifter.lift(digested.body);
      if (held.length > 0) media.set(entityKey(digested), [...(media.get(entityKey(digested)) ?? []), ...held]);
      masker.maskValue(digested.body);
      return digested;
    });
    const mediaIds = await this.media.keep(workspaceId, projectId, lifter.found);
    const sourcesOf = await this.sources.keep(workspaceId, [noSource], masker);
    const prices = await this.prices.of(workspaceId);
    const outcomes = await this.commit(workspaceId, {
      projectId,
      keyId: actor.type === 'api_key' ? actor.id : null,
      surface,
      events: taken,
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

  /** The event as received, known by its content. */
  private digest(event: EntityEvent, surface: EntitySurface): NewEntityEvent {
    const { entity, kind, clears = [] } = event;
    const id = toColumnText(event.id.slice(0, maxIdLength));
    const occurredAt = toMicros(event.timestamp);
    const body = isJsonObject(event.body) ? event.body : ({} as JsonObject);
    const content = canonicalJson([entity, id, kind, String(occurredAt), body, [...clears]]);
    return {
      ...{ entity, id, kind, clears, body, surface, occurredAt },
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

const toMicros = (time: Date | string): number => {
  if (time instanceof Date) return time.getTime() * 1_000;
  const nano = readUnixNano(time);
  return nano === undefined ? Date.now() * 1_000 : Number(nano / 1_000n);
};

import {
  clientOf,
  type Config,
  CONFIG,
  Database,
  LIVE_BUS,
  type LiveBus,
  ObjectStore,
  type WorkspaceTx,
} from '@debrief/infra';
import { type JsonValue, newId, notFound, type Scope } from '@debrief/kernel';
import { resolveProject } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { appendItems } from './append/append-items';
import { commitGroup } from './append/commit-group';
import { GroupCommitter } from './append/group-committer';
import { insertLedger } from './append/ledger';
import { decodeEvent } from './dialects/native/decode-event';
import { fillTrace, toColumns, type TraceColumns } from './fill-trace';
import type { AppendResult, NewTrace } from './ingestion.types';
import { MediaLifter } from './dialects/otlp/media/media-lifter';
import type {
  ExportOutcome,
  OtlpDataPoint,
  OtlpExport,
  OtlpLogRecord,
  OtlpSpan,
  SpanExport,
} from './dialects/otlp/otlp.types';
import { locateTrace } from './locate-trace';
import { maskDocument } from './masking/mask-document';
import { MaskerCache } from './masking/masker-cache';
import { MediaKeeper } from './media/media-keeper';
import { type ItemsToAppend, SignalAppender } from './signals/signal-appender';
import { SpanAppender } from './spans/append-spans';
import type { NewSpan } from './spans/new-span';
import { PriceCache } from './spans/price-cache';
import { SourceStore } from './spans/source-store';
import { findTraceForUpdate, insertTrace, type TraceRow, updateTrace } from './trace.queries';

/** Writes runs: creates traces and appends their events, each exactly once. */
@Injectable()
export class IngestionService {
  private readonly committer: GroupCommitter;
  private readonly spans: SpanAppender;
  private readonly signals: SignalAppender;
  private readonly media: MediaKeeper;

  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
    private readonly prices: PriceCache,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(CONFIG) private readonly config: Config,
    objects: ObjectStore,
  ) {
    this.committer = new GroupCommitter((workspaceId, requests, probeAll) =>
      this.database.inWorkspaceClient(workspaceId, (client) =>
        commitGroup(client, requests, { maxTraceEvents: config.limits.traceEvents, probeAll }),
      ),
    );
    this.media = new MediaKeeper(database, objects);
    const sources = new SourceStore(database, config.secret);
    this.spans = new SpanAppender(database, config, sources);
    this.signals = new SignalAppender(database, config, sources);
  }

  /**
   * Creates a trace, or fills what is still null of the one that has the id already (native.md §2, endpoint 1).
   * @throws DomainError NOT_FOUND for a project that is not the caller's; INVALID `project_required`
   */
  async createTrace(scope: Scope, input: NewTrace): Promise<{ trace: TraceRow; isNew: boolean }> {
    const projectId = await this.database.inWorkspace(scope, (tx) =>
      resolveProject(tx, scope, { body: input.project ?? undefined }),
    );
    const wanted = toColumns(input, projectId, await this.maskers.of(scope.workspaceId, projectId));
    const result = await this.database.inWorkspace(scope, (tx) => createOrFill(tx, wanted));
    this.bus.announce(scope.workspaceId);
    return result;
  }

  /**
   * Appends native items to a trace. A key may create the trace by a `session_started` among them (native.md §4).
   * Answers after the commit; what it counts as accepted is durable.
   * @param project id or slug: narrows the look-up for a caller that sees several projects
   * @throws DomainError NOT_FOUND unknown trace; CONFLICT `ambiguous_id`; UNAVAILABLE when the database is away
   */
  async append(scope: Scope, externalId: string, items: JsonValue[], project?: string): Promise<AppendResult> {
    const target = scope.projectId ?? (await this.projectOf(scope, externalId, project));
    const masker = await this.maskers.of(scope.workspaceId, target);
    const keyId = keyIdOf(scope.actor);
    const result = await appendItems({
      items,
      decode: (item) => decodeEvent(item, { hashSecret: this.config.secret, masker }),
      budget: this.config.limits.batchItems,
      commit: (window, budget) =>
        this.committer.submit(scope.workspaceId, {
          projectId: target,
          externalId,
          items: window,
          budget,
          mayStart: keyId !== null,
          keyId,
        }),
    });
    if (!result) throw notFound('trace', externalId);
    if (result.accepted > 0) this.bus.announce(scope.workspaceId);
    return result;
  }

  /**
   * What takes the media out of one export to a project while it is decoded (otel.md B6).
   * @param projectId internal id: see `locateProject`
   */
  async mediaLifter({ workspaceId }: Scope, projectId: string): Promise<MediaLifter> {
    const masker = await this.maskers.of(workspaceId, projectId);
    return new MediaLifter({
      projectId,
      maxBytes: this.config.limits.mediaBytes,
      hides: (key) => masker.hides(key),
      maskText: (text) => maskDocument(masker, text),
    });
  }

  /**
   * Stores the spans of an export (otel.md A4–A6), those of one request together, after its media. Takes over the export, reads and changes it. What is
   * neither rejected here nor before is durable.
   * @param projectId internal id: see `locateProject`
   * @returns the export's own tallies and those of storing: spans that conflict, that find no room or whose trace was deleted
   * @param hear is told each span before it is masked
   * @throws DomainError MALFORMED for an export that breaks off; UNAUTHENTICATED for a key that has ended; UNAVAILABLE when the database is away,
   *   or the object store where there is media
   */
  async appendSpans(
    scope: Scope,
    projectId: string,
    sent: SpanExport,
    hear?: (span: OtlpSpan) => void,
  ): Promise<ExportOutcome> {
    const { rejected, warnings } = await this.storeSpans(scope, projectId, sent, { keepsConflicts: false, hear });
    return { rejected, warnings };
  }

  /** As `appendSpans`; hands back the spans whose id is stored with other content, where these are to be merged. */
  async storeSpans(
    { workspaceId, actor }: Scope,
    projectId: string,
    sent: SpanExport,
    { keepsConflicts, hear }: { readonly keepsConflicts: boolean; readonly hear?: (span: OtlpSpan) => void },
  ): Promise<ExportOutcome & { readonly conflicts: readonly NewSpan[] }> {
    const masker = await this.maskers.of(workspaceId, projectId);
    const prices = await this.prices.of(workspaceId);
    const spans = await this.spans.prepare({ workspaceId, projectId, masker, prices, sent, hear });
    const mediaIds = await this.media.keep(workspaceId, projectId, sent.media ?? []);
    const keyId = keyIdOf(actor);
    const result = await this.spans.commit(workspaceId, { projectId, keyId, spans, keepsConflicts, mediaIds });
    if (spans.length > 0) this.bus.announce(workspaceId);
    return {
      rejected: [...sent.rejected, ...result.rejected],
      warnings: [...sent.warnings, ...result.warnings],
      conflicts: result.conflicts,
    };
  }

  /**
   * Stores the log records of an export (otel.md B6), each once however often it is sent, after its media. What records say in spans is
   * shown with them, whichever came first; runs whose steps they change are analysed anew. Takes over the export and changes it.
   * @param projectId internal id: see `locateProject`
   * @returns the export's own tallies and those of records whose trace was deleted
   * @throws as `appendSpans`
   */
  async appendLogs(scope: Scope, projectId: string, sent: OtlpExport<OtlpLogRecord>): Promise<ExportOutcome> {
    const { rejected, isShown } = await this.signals.appendLogs(await this.requestOf(scope, projectId, sent));
    if (isShown) this.bus.announce(scope.workspaceId);
    return { ...sent, rejected: [...sent.rejected, ...rejected] };
  }

  /** Stores the data points of an export, as `appendLogs`. */
  async appendPoints(scope: Scope, projectId: string, sent: OtlpExport<OtlpDataPoint>): Promise<ExportOutcome> {
    await this.signals.appendPoints(await this.requestOf(scope, projectId, sent));
    return sent;
  }

  private async requestOf<Item>(
    { workspaceId, actor }: Scope,
    projectId: string,
    { items, media = [] }: OtlpExport<Item>,
  ): Promise<ItemsToAppend<Item>> {
    const masker = await this.maskers.of(workspaceId, projectId);
    const mediaIds = await this.media.keep(workspaceId, projectId, media);
    return { workspaceId, projectId, keyId: keyIdOf(actor), masker, items, mediaIds };
  }

  private async projectOf(scope: Scope, externalId: string, project: string | undefined): Promise<string> {
    const trace = await this.database.inWorkspace(scope, (tx) => locateTrace(tx, scope, externalId, project));
    return trace.projectId;
  }
}

/** Null: it is no key that acts. */
const keyIdOf = (actor: Scope['actor']): string | null => (actor.type === 'api_key' ? actor.id : null);

const createOrFill = async (tx: WorkspaceTx, wanted: TraceColumns): Promise<{ trace: TraceRow; isNew: boolean }> => {
  const inserted = await insertTrace(tx, { ...wanted, id: newId() });
  const stored = inserted ?? (await findTraceForUpdate(tx, wanted.projectId, wanted.externalId));
  if (!stored) throw notFound('trace', wanted.externalId);
  const changes = inserted ? {} : fillTrace(stored, wanted);
  const isFilled = Object.keys(changes).length > 0;
  const trace = isFilled ? await updateTrace(tx, stored.id, changes) : stored;
  if (inserted || isFilled) {
    await insertLedger(clientOf(tx), [{ kind: 'trace', projectId: trace.projectId, traceId: trace.id, seqs: null }]);
  }
  return { trace, isNew: inserted !== undefined };
};

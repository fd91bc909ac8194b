import { type CursorBond, Cursors, Database, type WorkspaceTx } from '@debrief/infra';
import { type MessageBlock, type MessageRole, type MessageSpan, toMessageBlocks } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { type MessageView, toMessageView } from '../messages/message-view';
import { readMessageSpans } from '../messages/read-message-spans';
import { getTraceSummary } from '../read-spans';
import { newestFirst } from './arrivals';
import { type FeedFilter, type FeedSpan, selectArrivals, selectArrivedSpans } from './feed.queries';

export interface FeedRequest extends FeedFilter {
  readonly limit: number;
  readonly cursor?: string;
}

export interface FeedPage {
  readonly spans: readonly FeedSpan[];
  /** Null: nothing older. */
  readonly nextCursor: string | null;
}

const commitsAtOnce = 100;
const eventsAtOnce = 1_000;
/** A filter that lets little through is given up after so many rounds: the cursor goes on from there. */
const maxRounds = 20;

/** A project's spans as they came in, the newest first (otel.md C3). */
@Injectable()
export class FeedService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND project; CONFLICT `project_ambiguous`; MALFORMED `invalid_cursor`
   */
  listSpans(scope: Scope, project: string, request: FeedRequest): Promise<FeedPage> {
    return this.database.inWorkspace(scope, async (tx) => {
      const id = await locateProject(tx, scope, project);
      return this.readPage(tx, scope, id, request);
    });
  }

  /** What the spans of a page say; what a call repeats of its conversation is left out. @throws as `listSpans` */
  listMessages(
    scope: Scope,
    project: string,
    request: FeedRequest & { readonly role?: MessageRole },
  ): Promise<{ page: FeedPage; view: MessageView }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const id = await locateProject(tx, scope, project);
      const page = await this.readPage(tx, scope, id, request);
      const traces = new Set(page.spans.map(({ traceExternalId }) => traceExternalId));
      const isShown = new Set(page.spans.map(placeOf));
      const blocks: MessageBlock[] = [];
      const spoken: MessageSpan[] = [];
      let isTruncated = false;
      for (const externalId of traces) {
        const read = await readMessageSpans(tx, await getTraceSummary(tx, id, externalId));
        isTruncated ||= read.isTruncated;
        spoken.push(...read.spans.filter(({ traceId, spanId }) => isShown.has(`${traceId}/${spanId}`)));
        blocks.push(...toMessageBlocks(read.spans, 'left_out'));
      }
      const bySpan = Map.groupBy(blocks, ({ trace_id, span_id }) => `${trace_id}/${span_id}`);
      const inOrder = page.spans.flatMap((span) => bySpan.get(placeOf(span)) ?? []);
      return { page, view: toMessageView(inOrder, spoken, { role: request.role }, isTruncated) };
    });
  }

  private async readPage(tx: WorkspaceTx, scope: Scope, projectId: string, request: FeedRequest): Promise<FeedPage> {
    const { limit, cursor, from, to, isObservation } = request;
    const filter: FeedFilter = { from, to, isObservation };
    const bond: CursorBond = {
      workspaceId: scope.workspaceId,
      list: `spans/feed/${projectId}`,
      filters: { ...filter },
    };
    let below = Number(this.cursors.open(bond, cursor)?.[0] ?? Number.MAX_SAFE_INTEGER);
    const spans: FeedSpan[] = [];
    for (let round = 0; round < maxRounds && spans.length <= limit; round += 1) {
      const events = newestFirst(await selectArrivals(tx, projectId, below, commitsAtOnce), below, eventsAtOnce);
      if (events.length === 0) return { spans, nextCursor: null };
      spans.push(...(await selectArrivedSpans(tx, events, filter)));
      below = events.at(-1)?.position ?? below;
    }
    const page = spans.slice(0, limit);
    const end = spans.length > limit ? (page.at(-1)?.position ?? below) : below;
    return { spans: page, nextCursor: this.cursors.seal(bond, [end]) };
  }
}

const placeOf = ({ traceExternalId, spanId }: FeedSpan): string => `${traceExternalId}/${spanId}`;

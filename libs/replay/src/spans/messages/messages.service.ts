import { Database, type WorkspaceTx } from '@debrief/infra';
import { conventionsVersion, messagesVersion, type MessageSpan, toMessageBlocks } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { getTraceSummary } from '../read-spans';
import type { TraceSummary } from '../spans.types';
import { findTraceSummaryById, selectTracesOfSession } from '../trace-summary.queries';
import { findKeptView, findMessagesState, hasKeptView, lockForView, upsertKeptView } from './kept-messages.queries';
import { type MessageFilter, type MessageView, toMessageView } from './message-view';
import { readMessageSpans } from './read-message-spans';
import { packView, tellView, type ToldView, unpackView } from './told-view';

/** The runs of a session whose messages are read for one answer. */
const maxTraces = 1_000;
const maxSpans = 10_000;

/** Views of runs with so many events are kept: smaller ones are laid out in less time than the rest of a request takes. */
const keptFrom = 100;
const rulesVersion = `${conventionsVersion}.${messagesVersion}`;

/** Reads what was said in runs (otel.md B5), whatever convention said it. */
@Injectable()
export class MessagesService {
  constructor(private readonly database: Database) {}

  /**
   * What a run says, each message where it was said.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND project, trace; CONFLICT `project_ambiguous`
   */
  async ofTrace(scope: Scope, project: string, externalId: string, filter: MessageFilter): Promise<ToldView> {
    const found = await this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const isWhole = Object.values(filter).every((bound) => bound === undefined);
      const kept = isWhole && trace.spanCount >= keptFrom ? await findKeptView(tx, trace.id, rulesVersion) : undefined;
      return kept ?? (await readView(tx, trace, filter));
    });
    return Buffer.isBuffer(found) ? unpackView(found) : tellView(found);
  }

  /** Keeps what a large run says, for as long as nothing is added to it. @param traceId internal id */
  async keep(scope: Scope, traceId: string): Promise<void> {
    const laidOut = await this.database.inWorkspace(scope, async (tx) => {
      const trace = await findTraceSummaryById(tx, traceId);
      if (!trace || trace.spanCount < keptFrom) return undefined;
      // Before the spans: what comes in between makes the view an old one.
      const state = await findMessagesState(tx, traceId);
      if (!state || (await hasKeptView(tx, traceId, state, rulesVersion))) return undefined;
      return { state, view: await readView(tx, trace, {}) };
    });
    if (!laidOut) return;
    const view = await packView(tellView(laidOut.view));
    await this.database.inWorkspace(scope, async (tx) => {
      await lockForView(tx, traceId);
      await upsertKeptView(tx, traceId, laidOut.state, { rulesVersion, view });
    });
  }

  /** All that one span says, repeated or not. @throws as `ofTrace`; NOT_FOUND span */
  ofSpan(
    scope: Scope,
    project: string,
    { externalId, spanId }: { readonly externalId: string; readonly spanId: string },
    filter: MessageFilter,
  ): Promise<ToldView> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const { spans, isTruncated } = await readMessageSpans(tx, trace);
      const own = spans.filter((span) => span.spanId === spanId);
      if (own.length === 0) throw notFound('span', spanId);
      const blocks = toMessageBlocks(spans, 'shown').filter(({ span_id }) => span_id === spanId);
      return tellView(toMessageView(blocks, own, filter, isTruncated));
    });
  }

  /** What the runs of a session say, one after the other. @throws as `ofTrace`; NOT_FOUND session */
  ofSession(scope: Scope, project: string, sessionId: string, filter: MessageFilter): Promise<ToldView> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const traces = await selectTracesOfSession(tx, projectId, sessionId, maxTraces + 1);
      if (traces.length === 0) throw notFound('session', sessionId);
      const all: MessageSpan[] = [];
      let isTruncated = traces.length > maxTraces;
      for (const trace of traces.slice(0, maxTraces)) {
        if (all.length >= maxSpans) isTruncated = true;
        if (isTruncated) break;
        const read = await readMessageSpans(tx, trace);
        all.push(...read.spans);
        isTruncated ||= read.isTruncated;
      }
      return tellView(toMessageView(toMessageBlocks(all, 'left_out'), all, filter, isTruncated));
    });
  }

  private inProject<T>(
    scope: Scope,
    project: string,
    work: (tx: WorkspaceTx, projectId: string) => Promise<T>,
  ): Promise<T> {
    return this.database.inWorkspace(scope, async (tx) => work(tx, await locateProject(tx, scope, project)));
  }
}

const readView = async (tx: WorkspaceTx, trace: TraceSummary, filter: MessageFilter): Promise<MessageView> => {
  const { spans, isTruncated } = await readMessageSpans(tx, trace);
  return toMessageView(toMessageBlocks(spans, 'left_out'), spans, filter, isTruncated);
};

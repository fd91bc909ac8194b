import { Database, type WorkspaceTx } from '@debrief/infra';
import {
  conventionsVersion,
  messagesVersion,
  type MessageSpan,
  type StepSpan,
  toMessageBlocks,
} from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { getTraceSummary, wholeTraceLimit } from '../read-spans';
import type { TraceSummary } from '../spans.types';
import { findTraceSummaryById, selectTracesOfSession } from '../trace-summary.queries';
import {
  findKeptView,
  findMessagesState,
  hasKeptView,
  lockForView,
  type MessagesState,
  upsertKeptView,
} from './kept-messages.queries';
import { type MessageFilter, type MessageView, toMessageView } from './message-view';
import { heardMessageSpans, readMessageSpans } from './read-message-spans';
import { packView, tellView, type ToldView, unpackView } from './told-view';

/** The runs of a session whose messages are read for one answer. */
const maxTraces = 1_000;
const maxSpans = 10_000;

/** Views of runs with so many events are kept: smaller ones are laid out in less time than the rest of a request takes. */
const keptFrom = 100;
const rulesVersion = `${conventionsVersion}.${messagesVersion}`;

/** A run whose view is to be kept, and the state of it that the view shows: found before its spans are read. */
export interface DueView {
  readonly trace: TraceSummary;
  readonly state: MessagesState;
}

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

  /** The view to keep of a run, if it is large and what is kept of it does not show it as it is now. @param traceId internal id */
  dueView(scope: Scope, traceId: string): Promise<DueView | undefined> {
    return this.database.inWorkspace(scope, async (tx) => {
      const trace = await findTraceSummaryById(tx, traceId);
      if (!trace || trace.spanCount < keptFrom) return undefined;
      const state = await findMessagesState(tx, traceId);
      const isDue = state && !(await hasKeptView(tx, traceId, state, rulesVersion));
      return isDue ? { trace, state } : undefined;
    });
  }

  /**
   * Keeps what a run says, for as long as nothing is added to it, and nothing was since the view was found to be due.
   * @param spans all of the run, where they were read meanwhile; null: they are read here
   */
  async keep(scope: Scope, { trace, state }: DueView, spans: readonly StepSpan[] | null): Promise<void> {
    const laidOut =
      spans !== null && spans.length <= wholeTraceLimit
        ? toWholeView(heardMessageSpans(spans), {}, false)
        : await this.database.inWorkspace(scope, (tx) => readView(tx, trace, {}));
    const view = await packView(tellView(laidOut));
    await this.database.inWorkspace(scope, async (tx) => {
      await lockForView(tx, trace.id);
      await upsertKeptView(tx, trace.id, state, { rulesVersion, view });
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
      return tellView(toWholeView(all, filter, isTruncated));
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
  return toWholeView(spans, filter, isTruncated);
};

const toWholeView = (spans: readonly MessageSpan[], filter: MessageFilter, isTruncated: boolean): MessageView =>
  toMessageView(toMessageBlocks(spans, 'left_out'), spans, filter, isTruncated);

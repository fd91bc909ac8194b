import { Database, type WorkspaceTx } from '@debrief/infra';
import { type MessageSpan, toMessageBlocks } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { getProjectOrDefault } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { getTraceSummary } from '../read-spans';
import { selectTracesOfSession } from '../trace-summary.queries';
import { type MessageFilter, type MessageView, toMessageView } from './message-view';
import { readMessageSpans } from './read-message-spans';

/** The runs of a session whose messages are read for one answer. */
const maxTraces = 1_000;
const maxSpans = 10_000;

/** Reads what was said in runs (otel.md B5), whatever convention said it. */
@Injectable()
export class MessagesService {
  constructor(private readonly database: Database) {}

  /**
   * What a run says, each message where it was said.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND project, trace; CONFLICT `project_ambiguous`
   */
  ofTrace(scope: Scope, project: string, externalId: string, filter: MessageFilter): Promise<MessageView> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const { spans, isTruncated } = await readMessageSpans(tx, trace);
      return toMessageView(toMessageBlocks(spans, 'left_out'), spans, filter, isTruncated);
    });
  }

  /** All that one span says, repeated or not. @throws as `ofTrace`; NOT_FOUND span */
  ofSpan(
    scope: Scope,
    project: string,
    { externalId, spanId }: { readonly externalId: string; readonly spanId: string },
    filter: MessageFilter,
  ): Promise<MessageView> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const { spans, isTruncated } = await readMessageSpans(tx, trace);
      const own = spans.filter((span) => span.spanId === spanId);
      if (own.length === 0) throw notFound('span', spanId);
      const blocks = toMessageBlocks(spans, 'shown').filter(({ span_id }) => span_id === spanId);
      return toMessageView(blocks, own, filter, isTruncated);
    });
  }

  /** What the runs of a session say, one after the other. @throws as `ofTrace`; NOT_FOUND session */
  ofSession(scope: Scope, project: string, sessionId: string, filter: MessageFilter): Promise<MessageView> {
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
      return toMessageView(toMessageBlocks(all, 'left_out'), all, filter, isTruncated);
    });
  }

  private inProject<T>(
    scope: Scope,
    project: string,
    work: (tx: WorkspaceTx, projectId: string) => Promise<T>,
  ): Promise<T> {
    return this.database.inWorkspace(scope, async (tx) => work(tx, (await getProjectOrDefault(tx, scope, project)).id));
  }
}

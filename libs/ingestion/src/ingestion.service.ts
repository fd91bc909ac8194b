import { clientOf, type Config, CONFIG, Database, LIVE_BUS, type LiveBus } from '@debrief/infra';
import { type JsonValue, newId, notFound, type Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { appendItems } from './append/append-items';
import { commitGroup } from './append/commit-group';
import { GroupCommitter } from './append/group-committer';
import { insertLedger } from './append/ledger';
import { decodeEvent } from './dialects/native/decode-event';
import { fillTrace, toColumns } from './fill-trace';
import type { AppendResult, NewTrace } from './ingestion.types';
import { locateTrace } from './locate-trace';
import { MaskerCache } from './masking/masker-cache';
import { findTraceForUpdate, insertTrace, type TraceRow, updateTrace } from './trace.queries';

/** Writes runs: creates traces and appends their events, each exactly once. */
@Injectable()
export class IngestionService {
  private readonly committer: GroupCommitter;

  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.committer = new GroupCommitter((workspaceId, requests, probeAll) =>
      this.database.inWorkspaceClient(workspaceId, (client) =>
        commitGroup(client, requests, { maxTraceEvents: config.limits.traceEvents, probeAll }),
      ),
    );
  }

  /**
   * Creates a trace, or fills what is still null of the one that has the id already (native.md §2, endpoint 1).
   * @param input.projectId a project that the caller may use: the surface has resolved it
   */
  async createTrace(scope: Scope, input: NewTrace): Promise<{ trace: TraceRow; isNew: boolean }> {
    const masker = await this.maskers.of(scope.workspaceId, input.projectId);
    const wanted = toColumns(input, masker);
    const result = await this.database.inWorkspace(scope, async (tx) => {
      const inserted = await insertTrace(tx, { ...wanted, id: newId() });
      const trace = inserted ?? (await findTraceForUpdate(tx, input.projectId, wanted.externalId));
      if (!trace) throw notFound('Trace', wanted.externalId);
      const changes = inserted ? {} : fillTrace(trace, wanted);
      const isChanged = Object.keys(changes).length > 0;
      const current = isChanged ? await updateTrace(tx, trace.id, changes) : trace;
      if (inserted || isChanged) {
        await insertLedger(clientOf(tx), [{ kind: 'trace', projectId: trace.projectId, traceId: trace.id, seqs: null }]);
      }
      return { trace: current, isNew: inserted !== undefined };
    });
    this.bus.announce(scope.workspaceId);
    return result;
  }

  /**
   * Appends native items to a trace. A key may create the trace by a `session_started` among them (native.md §4).
   * Answers after the commit; what it counts as accepted is durable.
   * @param projectId narrows the look-up for a caller that sees several projects
   * @throws DomainError NOT_FOUND unknown trace; CONFLICT `ambiguous_id`; UNAVAILABLE when the database is away
   */
  async append(scope: Scope, externalId: string, items: readonly JsonValue[], projectId: string | null = null): Promise<AppendResult> {
    const target = scope.projectId ?? (await this.projectOf(scope, externalId, projectId));
    const masker = await this.maskers.of(scope.workspaceId, target);
    const mayStart = scope.actor.type === 'api_key';
    const result = await appendItems({
      items,
      decode: (item) => decodeEvent(item, { hashSecret: this.config.secret, masker }),
      budget: this.config.limits.batchItems,
      commit: (window, budget) =>
        this.committer.submit(scope.workspaceId, { projectId: target, externalId, items: window, budget, mayStart }),
    });
    if (!result) throw notFound('Trace', externalId);
    if (result.accepted > 0) this.bus.announce(scope.workspaceId);
    return result;
  }

  private async projectOf(scope: Scope, externalId: string, projectId: string | null): Promise<string> {
    const trace = await this.database.inWorkspace(scope, (tx) => locateTrace(tx, scope, externalId, projectId));
    return trace.projectId;
  }
}

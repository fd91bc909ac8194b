import {
  clientOf,
  type Config,
  CONFIG,
  Database,
  enqueueForWorkspaces,
  LIVE_BUS,
  type LiveBus,
  type SystemTx,
} from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { insertLedger } from '../append/ledger';
import { recountTotals } from '../spans/recount-totals';
import { findWorkspacesWithSilentTraces, settleSilentTraces } from './settling.queries';

const batch = 500;

/** Notices runs that have gone silent (native.md §4, Status). An event revives them: `append` sees to that. */
@Injectable()
export class SettlingService {
  constructor(
    private readonly database: Database,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Marks the workspace's silent runs idle or abandoned; each change is announced on the stream.
   * @returns how many changed; fewer when it runs a second time, never the same trace twice
   */
  async settle(scope: Scope): Promise<number> {
    let total = 0;
    for (let settled = batch; settled === batch; total += settled) settled = await this.settleBatch(scope);
    return total;
  }

  /**
   * Counts the totals of a settled run anew if it holds more spans than a commit recounts (otel.md B2.5); cheap for all others.
   * @param traceId internal id
   */
  async recount(scope: Scope, traceId: string): Promise<void> {
    const isRecounted = await this.database.inWorkspaceClient(scope.workspaceId, (client) =>
      recountTotals(client, traceId),
    );
    if (isRecounted) this.bus.announce(scope.workspaceId);
  }

  /** Asks for a `settle` in each workspace that has something to settle. */
  async sweep(tx: SystemTx): Promise<void> {
    const workspaces = await findWorkspacesWithSilentTraces(tx, this.config.traces);
    await enqueueForWorkspaces(
      tx,
      'ingestion.settle-traces',
      workspaces.map((workspaceId) => ({ workspaceId, payload: {} })),
    );
  }

  private async settleBatch(scope: Scope): Promise<number> {
    const traces = await this.database.inWorkspace(scope, async (tx) => {
      const settled = await settleSilentTraces(tx, this.config.traces, batch);
      await insertLedger(
        clientOf(tx),
        settled.map(({ id, projectId }) => ({ kind: 'trace', traceId: id, projectId, seqs: null })),
      );
      return settled;
    });
    if (traces.length > 0) this.bus.announce(scope.workspaceId);
    return traces.length;
  }
}

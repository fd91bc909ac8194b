import { Database, enqueue, enqueueForWorkspaces, LIVE_BUS, type LiveBus, type SystemTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { conventionsVersion } from '../dialects/otlp/conventions/normalize-span';
import { PriceCache } from '../spans/price-cache';
import { rereadSpans } from './reread-spans';
import {
  askForRereadings,
  beginRereadings,
  findRereading,
  moveOn,
  type Rereading,
  type WalkedTrace,
  walkTraces,
} from './rereading.queries';

/** What one job does at most, so that others have their turn: it asks for the next. */
const [tracesAtOnce, spansAtOnce] = [500, 2_000];
/** Of one transaction: the runs' locks are held no longer than that. */
const [tracesOfPage, spansOfPage] = [100, 200];

/** Reads stored spans by the rules of now: their columns are those of the rules that stored them until then (`conventionsVersion`). */
@Injectable()
export class RereadingService {
  constructor(
    private readonly database: Database,
    private readonly prices: PriceCache,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /** One bounded part of a workspace's runs, in the order of their ids, and the next job while there is more behind it. Safe to run twice. */
  async reread(scope: Scope): Promise<void> {
    const before = await this.database.inWorkspace(scope, (tx) => findRereading(tx, conventionsVersion));
    if (!before) return;
    const traces = await this.database.inWorkspace(scope, (tx) =>
      walkTraces(tx, conventionsVersion, { ...before, limit: tracesAtOnce }),
    );
    const old = traces.filter(({ isOld }) => isOld);
    const next = await this.rereadAll(scope, old);
    const done = next === undefined ? traces.length : traces.findIndex(({ id }) => id === next);
    await this.goOn(scope, {
      before,
      afterTraceId: traces[done - 1]?.id ?? before.afterTraceId,
      isFinished: next === undefined && traces.length < tracesAtOnce,
    });
  }

  /** Asks for a `reread` in each workspace whose spans older rules may have read. */
  async sweep(tx: SystemTx): Promise<void> {
    await beginRereadings(tx, conventionsVersion);
    const workspaces = await askForRereadings(tx, conventionsVersion);
    await enqueueForWorkspaces(
      tx,
      'ingestion.reread-spans',
      workspaces.map((workspaceId) => ({ workspaceId, payload: {} })),
    );
  }

  /** @returns the run with which the next job goes on; undefined: all are read */
  private async rereadAll(scope: Scope, walked: readonly WalkedTrace[]): Promise<string | undefined> {
    let rest = walked.map((trace) => ({ ...trace, afterSeq: -1 }));
    let left = spansAtOnce;
    while (rest.length > 0 && left > 0) {
      const { projectId } = rest[0]!;
      const end = rest.findIndex((trace) => trace.projectId !== projectId);
      const traces = rest.slice(0, Math.min(end < 0 ? rest.length : end, tracesOfPage));
      const prices = await this.prices.of(scope.workspaceId);
      const page = { projectId, traces, prices, limit: Math.min(spansOfPage, left) };
      const { read, changed, last } = await this.database.inWorkspaceClient(scope.workspaceId, (client) =>
        rereadSpans(client, page),
      );
      if (changed > 0) this.bus.announce(scope.workspaceId);
      left -= read;
      const at = last ? rest.findIndex(({ id }) => id === last.traceId) : traces.length;
      rest = rest
        .slice(at)
        .map((trace, index) => (last && index === 0 ? { ...trace, afterSeq: last.afterSeq } : trace));
    }
    return rest[0]?.id;
  }

  private async goOn(
    scope: Scope,
    move: { readonly before: Rereading; readonly afterTraceId: string | null; readonly isFinished: boolean },
  ): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const after = await moveOn(tx, conventionsVersion, move);
      if (!after) return;
      if (!move.isFinished) await enqueue(tx, 'ingestion.reread-spans', {});
      else if (after.changedSpans > 0)
        await recordAudit(tx, scope, {
          action: 'spans.reread',
          targetType: 'workspace',
          targetId: scope.workspaceId,
          details: { rulesVersion: conventionsVersion, read: after.readSpans, changed: after.changedSpans },
        });
    });
  }
}

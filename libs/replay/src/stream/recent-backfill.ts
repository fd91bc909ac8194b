import type { LedgerReader } from './ledger-reader';
import { findRecentTraces } from './stream.queries';

export interface RecentQuery {
  readonly workspaceId: string;
  readonly projectId: string | null;
  readonly aboveSeq: number;
  readonly until: number;
}

const mostTraces = 200;

/**
 * Events above a seq of each trace that had one in the last hour, the newest 200 traces. In position order, which within a trace is
 * seq order except for late events: only so can a client go on from any of them.
 * @yields frames, a page at a time
 */
export async function* backfillRecent(reader: LedgerReader, query: RecentQuery): AsyncGenerator<readonly Buffer[]> {
  const { ids, before } = await reader.read(query.workspaceId, (client) =>
    findRecentTraces(client, query.projectId, mostTraces),
  );
  if (ids.length === 0) return;
  for (let after = before; after < query.until;) {
    const page = await reader.readPage(query.workspaceId, {
      ...query,
      after,
      traceIds: ids,
      kinds: new Set(['event'] as const),
    });
    if (page.records.length > 0) yield page.records.map(({ frame }) => frame);
    if (page.until === after) return;
    after = page.until;
  }
}

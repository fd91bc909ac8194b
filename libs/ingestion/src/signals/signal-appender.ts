import { setImmediate as turn } from 'node:timers/promises';
import { type Config, type Database, type QueryConfig, sqlState, type WorkspaceClient } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { endedKeyError } from '../append/ended-key-error';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import type { OtlpDataPoint, OtlpLogRecord, OtlpTally } from '../dialects/otlp/otlp.types';
import type { Masker } from '../masking/masker';
import type { SourceStore } from '../spans/source-store';
import { findDeletedTraces } from '../spans/spans.queries';
import { insertLogsStatement } from './insert-logs';
import { insertPointsStatement } from './insert-points';
import type { NewLog } from './new-log';
import { prepareLog } from './prepare-log';
import { preparePoint } from './prepare-point';
import { RecordDigests } from './record-digests';

/** Records prepared at a time: between two windows other requests have their turn. */
const windowSize = 100;
/** Rows of one statement: bounds what is encoded at once. */
const rowsAtOnce = 1_000;
const retries = 3;
const transientStates: readonly unknown[] = ['40P01', '40001'];

export interface ItemsToAppend<Item> {
  readonly workspaceId: string;
  readonly projectId: string;
  /** The API key that appends, null for anybody else. A key that has ended appends nothing. */
  readonly keyId: string | null;
  readonly masker: Masker;
  readonly items: readonly Item[];
}

interface Digested {
  readonly digest: Buffer;
}

/** Stores log records and data points of exports, those of a request in one transaction. What is stored already is left as it is. */
export class SignalAppender {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly sources: SourceStore,
  ) {}

  /**
   * Takes over the records and changes them.
   * @returns those that are not stored: of runs that were deleted a short while ago, as of spans
   * @throws DomainError UNAUTHENTICATED, UNAVAILABLE
   */
  async appendLogs(request: ItemsToAppend<OtlpLogRecord>): Promise<readonly OtlpTally[]> {
    const { workspaceId, items, masker } = request;
    if (items.length === 0) return [];
    const sourcesOf = await this.sources.keep(workspaceId, items, masker);
    const digests = new RecordDigests(this.config.secret);
    const arrivedAt = Date.now() * 1_000;
    const logs = await inWindows(items, (item) => prepareLog(item, { masker, digests, sourcesOf, arrivedAt }));
    const deleted = await this.commit(request, logs, insertLogsStatement, findOfDeletedTraces);
    const rejected = new DefectTally();
    for (const { traceId, spanId } of deleted) rejected.add('trace was deleted', spanId ?? traceId ?? '');
    return rejected.tallies;
  }

  /** As `appendLogs`, for data points of metrics. */
  async appendPoints(request: ItemsToAppend<OtlpDataPoint>): Promise<void> {
    const { workspaceId, items, masker } = request;
    if (items.length === 0) return;
    const sourcesOf = await this.sources.keep(workspaceId, items, masker);
    const context = { hashSecret: this.config.secret, masker, sourcesOf };
    const points = await inWindows(items, (item) => preparePoint(item, context));
    await this.commit(request, points, insertPointsStatement);
  }

  /**
   * Rows go in the order of their digests, so that two requests with the same ones cannot wait for each other.
   * @param findRefused looks for rows that are not to be stored
   * @returns those
   */
  private async commit<Row extends Digested>(
    { workspaceId, projectId, keyId }: ItemsToAppend<unknown>,
    rows: readonly Row[],
    toStatement: (projectId: string, page: readonly Row[]) => QueryConfig,
    findRefused: FindRefused<Row> = () => Promise.resolve(new Set()),
  ): Promise<readonly Row[]> {
    const sorted = rows.toSorted((a, b) => a.digest.compare(b.digest));
    const store = async (client: WorkspaceClient): Promise<readonly Row[]> => {
      const [refused] = await Promise.all([findRefused(client, projectId, sorted), checkKey(client, keyId)]);
      const stored = sorted.filter((row) => !refused.has(row));
      for (let from = 0; from < stored.length; from += rowsAtOnce)
        await client.query(toStatement(projectId, stored.slice(from, from + rowsAtOnce)));
      return [...refused];
    };
    for (let left = retries; ; left -= 1) {
      try {
        return await this.database.inWorkspaceClient(workspaceId, store);
      } catch (error) {
        const state = error instanceof DomainError ? sqlState(error.cause) : undefined;
        if (left === 0 || !transientStates.includes(state)) throw error;
      }
    }
  }
}

type FindRefused<Row> = (client: WorkspaceClient, projectId: string, rows: readonly Row[]) => Promise<ReadonlySet<Row>>;

const findOfDeletedTraces: FindRefused<NewLog> = async (client, projectId, logs) => {
  const traceIds = [...new Set(logs.flatMap(({ traceId }) => traceId ?? []))];
  const deleted = traceIds.length === 0 ? new Set() : await findDeletedTraces(client, projectId, traceIds);
  return new Set(logs.filter(({ traceId }) => traceId !== null && deleted.has(traceId)));
};

const checkKey = async (client: WorkspaceClient, keyId: string | null): Promise<void> => {
  const reason = keyId === null ? undefined : (await findEndedKeys(client, [keyId])).get(keyId);
  if (reason) throw endedKeyError(reason);
};

const inWindows = async <Item, Row>(items: readonly Item[], prepare: (item: Item) => Row): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const item of items) {
    rows.push(prepare(item));
    if (rows.length % windowSize === 0) await turn();
  }
  return rows;
};

import { setImmediate as turn } from 'node:timers/promises';
import { type Config, type Database, type QueryConfig, sqlState, type WorkspaceClient } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { endedKeyError } from '../append/ended-key-error';
import type { OtlpDataPoint, OtlpLogRecord } from '../dialects/otlp/otlp.types';
import type { Masker } from '../masking/masker';
import type { SourceStore } from '../spans/source-store';
import { insertLogsStatement } from './insert-logs';
import { insertPointsStatement } from './insert-points';
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
  /** Of what was taken out of the items and is stored, by sha256. */
  readonly mediaIds: ReadonlyMap<string, string>;
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

  /** Takes over the records and changes them. @throws DomainError UNAUTHENTICATED, UNAVAILABLE */
  async appendLogs(request: ItemsToAppend<OtlpLogRecord>): Promise<void> {
    const { workspaceId, items, masker } = request;
    if (items.length === 0) return;
    const sourcesOf = await this.sources.keep(workspaceId, items, masker);
    const digests = new RecordDigests(this.config.secret);
    const arrivedAt = Date.now() * 1_000;
    const logs = await inWindows(items, (item) => prepareLog(item, { masker, digests, sourcesOf, arrivedAt }));
    await this.commit(request, logs, insertLogsStatement);
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

  /** Rows go in the order of their digests, so that two requests with the same ones cannot wait for each other. */
  private async commit<Row extends Digested>(
    { workspaceId, projectId, keyId }: ItemsToAppend<unknown>,
    rows: readonly Row[],
    toStatement: (projectId: string, page: readonly Row[]) => QueryConfig,
  ): Promise<void> {
    const sorted = rows.toSorted((a, b) => a.digest.compare(b.digest));
    const store = async (client: WorkspaceClient): Promise<void> => {
      await checkKey(client, keyId);
      for (let from = 0; from < sorted.length; from += rowsAtOnce)
        await client.query(toStatement(projectId, sorted.slice(from, from + rowsAtOnce)));
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

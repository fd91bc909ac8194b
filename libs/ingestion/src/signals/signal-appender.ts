import { setImmediate as turn } from 'node:timers/promises';
import { type Config, type Database, sqlState, type WorkspaceClient } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { endedKeyError } from '../append/ended-key-error';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import type { OtlpDataPoint, OtlpLogRecord, OtlpTally } from '../dialects/otlp/otlp.types';
import type { Masker } from '../masking/masker';
import type { SourceStore } from '../spans/source-store';
import { commitLogs, spokenSpans } from './commit-logs';
import { insertPointsStatement } from './insert-points';
import { prepareLog } from './prepare-log';
import { preparePoint } from './prepare-point';
import { RecordDigests } from './record-digests';
import { speakInSpans } from './speak-in-spans';

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

export interface LogsAppended {
  /** Those of runs that were deleted a short while ago, as of spans. */
  readonly rejected: readonly OtlpTally[];
  /** Spans show something else now. */
  readonly isShown: boolean;
}

/** Stores log records and data points of exports, those of a request in one transaction. What is stored already is left as it is. */
export class SignalAppender {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly sources: SourceStore,
  ) {}

  /**
   * Takes over the records and changes them. What they say in spans is shown with these before it returns.
   * @throws DomainError UNAUTHENTICATED, UNAVAILABLE
   */
  async appendLogs(request: ItemsToAppend<OtlpLogRecord>): Promise<LogsAppended> {
    const { workspaceId, projectId, items, masker, mediaIds } = request;
    if (items.length === 0) return { rejected: [], isShown: false };
    const sourcesOf = await this.sources.keep(workspaceId, items, masker);
    const digests = new RecordDigests(this.config.secret);
    const arrivedAt = Date.now() * 1_000;
    const prepared = await inWindows(items, (item) => prepareLog(item, { masker, digests, sourcesOf, arrivedAt }));
    const logs = inOrder(prepared);
    const { settleSeconds } = this.config.traces;
    const refused = await this.commit(request, (client) =>
      commitLogs(client, { projectId, logs, mediaIds, settleSeconds }),
    );
    const rejected = new DefectTally();
    for (const { traceId, spanId } of refused) rejected.add('trace was deleted', spanId ?? traceId ?? '');
    const spoken = spokenSpans(logs);
    const isShown =
      spoken.length > 0 && (await this.retried(workspaceId, (client) => speakInSpans(client, projectId, spoken)));
    return { rejected: rejected.tallies, isShown };
  }

  /** As `appendLogs`, for data points of metrics. */
  async appendPoints(request: ItemsToAppend<OtlpDataPoint>): Promise<void> {
    const { workspaceId, projectId, items, masker } = request;
    if (items.length === 0) return;
    const sourcesOf = await this.sources.keep(workspaceId, items, masker);
    const context = { hashSecret: this.config.secret, masker, sourcesOf };
    const points = inOrder(await inWindows(items, (item) => preparePoint(item, context)));
    await this.commit(request, async (client) => {
      for (let from = 0; from < points.length; from += rowsAtOnce)
        await client.query(insertPointsStatement(projectId, points.slice(from, from + rowsAtOnce)));
    });
  }

  private commit<T>(
    { workspaceId, keyId }: ItemsToAppend<unknown>,
    store: (client: WorkspaceClient) => Promise<T>,
  ): Promise<T> {
    return this.retried(workspaceId, async (client) => {
      await checkKey(client, keyId);
      return store(client);
    });
  }

  private async retried<T>(workspaceId: string, work: (client: WorkspaceClient) => Promise<T>): Promise<T> {
    for (let left = retries; ; left -= 1) {
      try {
        return await this.database.inWorkspaceClient(workspaceId, work);
      } catch (error) {
        const state = error instanceof DomainError ? sqlState(error.cause) : undefined;
        if (left === 0 || !transientStates.includes(state)) throw error;
      }
    }
  }
}

/** Rows go in the order of their digests, so that two requests with the same ones cannot wait for each other. */
const inOrder = <Row extends Digested>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => a.digest.compare(b.digest));

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

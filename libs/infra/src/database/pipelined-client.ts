import type { Socket } from 'node:net';
import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** A workspace's transaction on a bare connection, for the append path: named statements and binary arrays, which Kysely does not speak. */
export interface WorkspaceClient {
  query<R extends QueryResultRow>(statement: QueryConfig): Promise<Pick<QueryResult<R>, 'rows' | 'rowCount'>>;
  /** Sends a write without waiting for it: the commit waits, and fails with it. @param rows how many rows it must touch */
  send(statement: QueryConfig, rows?: number): void;
}

/**
 * One transaction on a connection that does not wait between statements: what was sent goes out with the next query or with the
 * commit, in one write to the socket, as do queries that are asked at once.
 */
export class PipelinedClient implements WorkspaceClient {
  private readonly sent: Promise<unknown>[] = [];
  private waiting: { readonly statement: QueryConfig; readonly rows: number | undefined }[] = [];
  private committed: Promise<void> | undefined;

  constructor(private readonly client: PoolClient) {}

  query<R extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<R>> {
    if (this.committed) throw new Error('the transaction has ended with another statement');
    return this.inOneWrite(() => this.client.query<R>(statement));
  }

  /** The last query: the commit goes out with it, so that whoever waits for both waits once. */
  queryLast<R extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<R>> {
    const answer = this.query<R>(statement);
    // Reported by `commit`.
    this.commit().catch(() => undefined);
    return answer;
  }

  send(statement: QueryConfig, rows?: number): void {
    this.waiting.push({ statement, rows });
  }

  /** @throws the first error of what was sent; Postgres then answers COMMIT by rolling back */
  commit(): Promise<void> {
    this.committed ??= this.sendCommit();
    return this.committed;
  }

  private async sendCommit(): Promise<void> {
    const committed = this.inOneWrite(() => this.client.query('commit'));
    await Promise.all([...this.sent, committed]);
  }

  private inOneWrite<T>(last: () => Promise<T>): Promise<T> {
    writeAtOnce(this.client);
    for (const { statement, rows } of this.waiting) this.sent.push(this.checked(statement, rows));
    this.waiting = [];
    return last();
  }

  private checked(statement: QueryConfig, rows: number | undefined): Promise<void> {
    const answer = this.client.query(statement).then(({ rowCount }) => {
      if (rows !== undefined && rowCount !== rows)
        throw new Error(`${statement.name} touched ${rowCount} rows, not ${rows}`);
    });
    // Reported by `commit`; until then a failure must not count as unhandled.
    answer.catch(() => undefined);
    return answer;
  }
}

/** What is sent before this turn of the event loop ends goes out in one write: each wakes the server up. */
export const writeAtOnce = (client: PoolClient): void => {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
};

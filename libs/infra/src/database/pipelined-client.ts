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

  constructor(private readonly client: PoolClient) {}

  query<R extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<R>> {
    return this.inOneWrite(() => this.client.query<R>(statement));
  }

  send(statement: QueryConfig, rows?: number): void {
    this.waiting.push({ statement, rows });
  }

  /** @throws the first error of what was sent; Postgres then answers COMMIT by rolling back */
  async commit(): Promise<void> {
    const committed = this.inOneWrite(() => this.client.query('commit'));
    await Promise.all([...this.sent, committed]);
  }

  private inOneWrite<T>(last: () => Promise<T>): Promise<T> {
    const { stream } = (this.client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    stream.cork();
    try {
      for (const { statement, rows } of this.waiting) this.sent.push(this.checked(statement, rows));
      this.waiting = [];
      return last();
    } finally {
      process.nextTick(() => stream.uncork());
    }
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

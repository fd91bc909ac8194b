import { isUuid, type JsonText } from '@debrief/kernel';
import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { escapeLiteral, Pool, types, type PoolClient, type QueryConfig, type QueryResultRow } from 'pg';
import { fromPgError } from './pg-error';
import { PipelinedClient, type WorkspaceClient, writeAtOnce } from './pipelined-client';
import type { DB } from './schema';

declare const scoped: unique symbol;
declare const system: unique symbol;

/** A transaction bound to one workspace by row-level security: the only way to reach a tenant's row. */
export type WorkspaceTx = Transaction<DB> & { readonly [scoped]: true };
/** A transaction that sees every workspace. */
export type SystemTx = Transaction<DB> & { readonly [system]: true };

/** A bare connection that sees every workspace, for one query. */
export type SystemClient = Pick<WorkspaceClient, 'query'> & { readonly [system]: true };

/** Why code may look across workspaces. Closed, so that adding a reason is a change to this line; a test lists the callers. */
export type SystemReason = 'authenticate' | 'bootstrap' | 'relay outbox' | 'sweep' | 'readiness' | 'github event';

export interface DatabaseConfig {
  readonly url: string;
  readonly poolMax: number;
}

const asText = (text: string): JsonText => text;
const asInteger = (text: string): number => Number.parseInt(text, 10);

// int8 as number: the product's own counters and seqs stay below 2^53. json as text: parsing would lose long numbers.
const typeParsers = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, asInteger],
  [types.builtins.NUMERIC, Number],
  [types.builtins.JSON, asText],
]);

/** What transactions of a workspace are asked of: the database as it is, or as it was at a moment. */
export type WorkspaceReads = Pick<Database, 'inWorkspace'>;

/** One pool of connections; hands out transactions that are bound to a workspace, or (for a named reason) to none. */
export class Database {
  private readonly pool: Pool;
  private readonly kysely: Kysely<DB>;

  constructor(config: DatabaseConfig) {
    this.pool = new Pool({
      connectionString: config.url,
      max: config.poolMax,
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'debrief',
      types: {
        getTypeParser: ((oid: number, format) =>
          typeParsers.get(oid) ?? types.getTypeParser(oid, format)) as typeof types.getTypeParser,
      },
    });
    // Without listeners a connection that breaks would end the process, idle or at work; the next query reports it anyway.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => void client.on('error', () => undefined));
    this.kysely = new Kysely<DB>({
      dialect: new PostgresDialect({
        pool: { options: this.pool.options, connect: () => this.connectForOpening(), end: () => this.pool.end() },
      }),
      plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    });
  }

  /**
   * Runs work in a transaction that sees one workspace. No network call belongs inside.
   * @throws DomainError as `fromPgError` maps SQLSTATEs
   */
  async inWorkspace<T>(scope: { readonly workspaceId: string }, work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
    return this.transaction('debrief_app', scope.workspaceId, (tx) => work(tx as WorkspaceTx));
  }

  /**
   * Runs work that reads for longer than a transaction should last, all of it as the database is now: its transactions see what was
   * committed before and nothing later. One more connection keeps that moment until the work is done, and vacuum behind it, so the
   * caller bounds how long and how often.
   */
  async atMoment<T>(scope: { readonly workspaceId: string }, work: (frozen: WorkspaceReads) => Promise<T>): Promise<T> {
    return this.transaction(
      'debrief_app',
      scope.workspaceId,
      async (keeper) => {
        const { rows } = await sql<{ snapshot: string }>`select pg_export_snapshot() as snapshot`.execute(keeper);
        const snapshot = rows[0]?.snapshot ?? '';
        return work({
          inWorkspace: (narrow, read) =>
            this.transaction('debrief_app', narrow.workspaceId, (tx) => read(tx as WorkspaceTx), snapshot),
        });
      },
      'now',
    );
  }

  /** Runs work across workspaces. Every caller is listed in test/architecture. */
  async asSystem<T>(_reason: SystemReason, work: (tx: SystemTx) => Promise<T>): Promise<T> {
    return this.transaction('debrief_system', '', (tx) => work(tx as SystemTx));
  }

  /**
   * Turns a system transaction, from here to its end, into one that is bound to a workspace: for work that must first find out
   * which workspace it is about, under the same locks.
   */
  async narrow(tx: SystemTx, workspaceId: string): Promise<WorkspaceTx> {
    await sql`select set_config('role', 'debrief_app', true), set_config('app.workspace_id', ${workspaceId}, true)`.execute(
      tx,
    );
    return tx as Transaction<DB> as WorkspaceTx;
  }

  /**
   * As `inWorkspace`, on a bare connection. Role, path and workspace travel with `begin` in one round trip. Only for look-ups by
   * key: sequential scans are off, because a named statement planned while a partition was empty would keep scanning it.
   */
  async inWorkspaceClient<T>(workspaceId: string, work: (client: WorkspaceClient) => Promise<T>): Promise<T> {
    if (!isUuid(workspaceId)) throw new Error('workspace id is not a uuid');
    return this.clientTransaction('debrief_app', workspaceId, work);
  }

  /** As `asSystem`, on a bare connection and for one look-up by key, which `commit` goes out with: every request begins with one. */
  async asSystemClient<T>(_reason: SystemReason, work: (client: SystemClient) => Promise<T>): Promise<T> {
    return this.clientTransaction('debrief_system', '', (client) => work(toOneQuery(client)));
  }

  async close(): Promise<void> {
    await this.kysely.destroy();
  }

  /** A connection whose first statements go out together: what opens a transaction, and what it is opened for. */
  private async connectForOpening(): Promise<PoolClient> {
    const client = await this.pool.connect();
    writeAtOnce(client);
    return client;
  }

  private async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw fromPgError(error);
    }
  }

  /** `begin` and what `work` asks first travel together, as do the writes it sent and `commit`: two waits instead of six. */
  private async clientTransaction<T>(
    role: string,
    workspaceId: string,
    work: (client: PipelinedClient) => Promise<T>,
  ): Promise<T> {
    const client = await this.connect();
    const pipelined = new PipelinedClient(client);
    try {
      pipelined.send({
        text: `begin; select set_config('role', '${role}', true), set_config('search_path', 'debrief', true), set_config('app.workspace_id', '${workspaceId}', true), set_config('enable_seqscan', 'off', true)`,
      });
      const result = await work(pipelined);
      await pipelined.commit();
      client.release();
      return result;
    } catch (error) {
      await rollback(client);
      throw fromPgError(error);
    }
  }

  /**
   * What opens the transaction is sent with its first statement, which does not wait for it.
   * @param moment of which all is read: `now`, or a snapshot that was exported; without it each statement sees what is there by then
   */
  private async transaction<T>(
    role: string,
    workspaceId: string,
    work: (tx: Transaction<DB>) => Promise<T>,
    moment?: string,
  ): Promise<T> {
    try {
      return await this.kysely.connection().execute(async (connection) => {
        // One connection of its own, which is all that a transaction is to its queries.
        const tx = connection as Transaction<DB>;
        let refusal: unknown;
        tx.executeQuery(CompiledQuery.raw(openingOf(role, workspaceId, moment))).catch((error: unknown) => {
          refusal = error;
        });
        try {
          const result = await work(tx);
          await commit(tx);
          return result;
        } catch (error) {
          await tx.executeQuery(CompiledQuery.raw('rollback'));
          throw refusal ?? error;
        }
      });
    } catch (error) {
      throw fromPgError(error);
    }
  }
}

const toOneQuery = (client: PipelinedClient): SystemClient => {
  const query: WorkspaceClient['query'] = (statement) => client.queryLast(statement);
  return { query } as Pick<WorkspaceClient, 'query'> as SystemClient;
};

/** Statements that begin a transaction, in one text. Where one fails, so do all that follow. */
const openingOf = (role: string, workspaceId: string, moment: string | undefined): string =>
  [
    moment === undefined ? 'begin' : 'begin isolation level repeatable read, read only',
    ...(moment === undefined || moment === 'now' ? [] : [`set transaction snapshot ${escapeLiteral(moment)}`]),
    `select set_config('role', '${role}', true), set_config('search_path', 'debrief', true), set_config('app.workspace_id', ${escapeLiteral(workspaceId)}, true)`,
  ].join('; ');

/** @throws where an error that somebody has caught made Postgres roll back */
const commit = async (tx: Transaction<DB>): Promise<void> => {
  const { rows } = await tx.executeQuery<{ command: string }>(CompiledQuery.raw('commit'));
  if (rows[0]?.command === 'ROLLBACK') throw new Error('the transaction had failed and was rolled back');
};

/** A connection whose rollback fails is broken: it is closed instead of going back to the pool. */
const rollback = async (client: PoolClient): Promise<void> => {
  try {
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
};

/** A workspace's transaction as a bare client, for statements that the append path shares with the rest. */
export const clientOf = (tx: WorkspaceTx): WorkspaceClient => ({
  query: async <R extends QueryResultRow>({ text, values = [] }: QueryConfig) => {
    const { rows, numAffectedRows } = await tx.executeQuery<R>(CompiledQuery.raw(text, values));
    return { rows, rowCount: numAffectedRows === undefined ? null : Number(numAffectedRows) };
  },
  send: () => {
    throw new Error('a Kysely transaction waits for each of its statements');
  },
});

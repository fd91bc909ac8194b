import {
  byteaArray,
  clientOf,
  type SystemTx,
  textArray,
  uuidArray,
  type WorkspaceClient,
  type WorkspaceTx,
} from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { sql } from 'kysely';
import type { OtlpResource, OtlpScope } from '../dialects/otlp/otlp.types';
import type { Sources } from './raw-span';

export interface NewSource {
  readonly id: string;
  readonly digest: Buffer;
  readonly kind: 'resource' | 'scope';
  readonly value: JsonText;
}

/**
 * Keeps the sources that are not stored yet, and notes of the others that they are in use; in order of their ids, so that two requests
 * cannot wait for each other.
 */
export const insertSources = async (client: WorkspaceClient, sources: readonly NewSource[]): Promise<void> => {
  const sorted = sources.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await client.query({
    text: `insert into otel_source (id, digest, kind, value)
           select s.id, s.digest, s.kind, s.value::json
             from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[]) as s(id, digest, kind, value)
               on conflict (workspace_id, id) do update set seen_at = now() where otel_source.seen_at < now() - interval '1 day'`,
    values: [
      uuidArray(sorted.map(({ id }) => id)),
      byteaArray(sorted.map(({ digest }) => digest)),
      textArray(sorted.map(({ kind }) => kind)),
      textArray(sorted.map(({ value }) => value)),
    ],
  });
};

/**
 * Deletes sources that nothing which is stored can name: not seen for days, and all runs, log records and data points are younger than
 * that. Two days make up for how seldom a source is noted as seen.
 */
export const deleteUnusedSources = async (tx: SystemTx): Promise<void> => {
  const lastUse = sql`s.seen_at + interval '2 days'`;
  const isOlder = (table: string) => sql`
    exists (select from project p where p.workspace_id = s.workspace_id
               and exists (select from ${sql.table(table)} r where r.workspace_id = p.workspace_id and r.project_id = p.id and r.received_at <= ${lastUse}))`;
  await sql`
    delete from otel_source s
     where s.seen_at < now() - interval '3 days'
       and not exists (select from trace t where t.workspace_id = s.workspace_id and t.id <= uuid_floor(${lastUse}))
       and not ${isOlder('otel_log')} and not ${isOlder('otel_metric_point')}`.execute(tx);
};

/** The sources of some stored spans, for `toOtlpSpan`. */
export const findSources = (tx: WorkspaceTx, ids: readonly string[]): Promise<Sources> =>
  listSources(clientOf(tx), ids);

/** As `findSources`, on a bare connection. */
export const listSources = async (client: WorkspaceClient, ids: readonly string[]): Promise<Sources> => {
  const { rows } = await client.query<{ id: string; kind: 'resource' | 'scope'; value: JsonText }>({
    text: `select id, kind, value from otel_source where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
    values: [uuidArray([...new Set(ids)])],
  });
  const sources = { resources: new Map<string, OtlpResource>(), scopes: new Map<string, OtlpScope>() };
  for (const { id, kind, value } of rows) {
    if (kind === 'resource') sources.resources.set(id, JSON.parse(value) as OtlpResource);
    else sources.scopes.set(id, JSON.parse(value) as OtlpScope);
  }
  return sources;
};

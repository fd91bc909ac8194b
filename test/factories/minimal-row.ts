import { newId } from '@debrief/kernel';
import type { Client } from 'pg';

/** What a check constraint asks of a column. A new table needs a line here only where plain values break one of its checks. */
const checked: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  analysis: { source: 'detectors' },
  api_key: { scopes: ['ingest'] },
  artifact: { status: 'stored' },
  audit_log: { actor_type: 'job' },
  comment: { object_type: 'TRACE' },
  checkpoint: { type: 'manual' },
  ci_run: { status: 'running' },
  git_link: { link_type: 'commit', commit_sha: 'a'.repeat(40) },
  http_request: { direction: 'outbound' },
  entity: { kind: 'trace' },
  entity_event: { kind: 'create', entity_kind: 'trace' },
  incident: { severity: 'medium' },
  github_receipt: { kind: 'delivery' },
  fix_run_log: { kind: 'note' },
  media: { sha256: 'a'.repeat(64) },
  model_provider: { provider: 'anthropic' },
  member: { role: 'member', user_id: newId() },
  otel_metric_point: { metric_type: 'sum', temporality: 'delta' },
  otel_source: { kind: 'scope' },
  prompt: { type: 'text' },
  proposed_pull_request: { state: 'open' },
  replay_target: { kind: 'pull' },
  score_config: { data_type: 'NUMERIC' },
  score: { data_type: 'NUMERIC', source: 'EVAL', value: 1 },
};

interface Column {
  readonly name: string;
  readonly type: string;
}

/** A value for each column that has no default and may not be null. */
const plainValue = ({ name, type }: Column): unknown => {
  switch (type) {
    case 'uuid':
      return newId();
    case 'text':
      return 'x';
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'double precision':
      return 1;
    case 'boolean':
      return false;
    case 'bytea':
      return Buffer.of(0);
    case 'json':
    case 'jsonb':
      return '{}';
    case 'timestamp with time zone':
      return new Date();
    default:
      if (type.endsWith('[]')) return [];
      throw new Error(`no plain value for column ${name} of type ${type}`);
  }
};

/**
 * Sees to it that a table holds a row of a workspace, its parents included: whatever the table, so that a new one is covered
 * the day it appears. Runs with the rights of the connection.
 * @returns the row, as JSON
 */
export const ensureRow = async (
  client: Client,
  table: string,
  workspaceId: string,
): Promise<Record<string, unknown>> => {
  const existing = await findRow(client, table, workspaceId);
  if (existing) return existing;
  const values: Record<string, unknown> = { workspace_id: workspaceId };
  for (const column of await requiredColumns(client, table)) values[column.name] = plainValue(column);
  Object.assign(values, checked[table], { workspace_id: workspaceId });
  for (const { parent, columns } of await foreignKeys(client, table)) {
    const row = await ensureRow(client, parent, workspaceId);
    for (const [own, theirs] of Object.entries(columns)) values[own] = row[theirs];
  }
  const names = Object.keys(values);
  const places = names.map((_, index) => `$${index + 1}`);
  await client.query(
    `insert into debrief.${table} (${names.map((name) => `"${name}"`).join()}) values (${places.join()})`,
    Object.values(values),
  );
  const made = await findRow(client, table, workspaceId);
  if (!made) throw new Error(`the row of ${table} is not there`);
  return made;
};

const findRow = async (
  client: Client,
  table: string,
  workspaceId: string,
): Promise<Record<string, unknown> | undefined> => {
  const { rows } = await client.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from debrief.${table} t where workspace_id = $1 limit 1`,
    [workspaceId],
  );
  return rows[0]?.row;
};

const requiredColumns = async (client: Client, table: string): Promise<Column[]> => {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
      where attrelid = ('debrief.' || $1)::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef and attidentity = ''`,
    [table],
  );
  return rows;
};

/** Keys to other tables than workspace, whose rows the fixture makes, and than the table itself. */
const foreignKeys = async (
  client: Client,
  table: string,
): Promise<{ parent: string; columns: Record<string, string> }[]> => {
  const { rows } = await client.query<{ parent: string; columns: Record<string, string> }>(
    `select p.relname as parent, jsonb_object_agg(own.attname, theirs.attname) as columns
       from pg_constraint c
       join pg_class p on p.oid = c.confrelid
       cross join unnest(c.conkey, c.confkey) k(own, theirs)
       join pg_attribute own on own.attrelid = c.conrelid and own.attnum = k.own
       join pg_attribute theirs on theirs.attrelid = c.confrelid and theirs.attnum = k.theirs
      where c.conrelid = ('debrief.' || $1)::regclass and c.contype = 'f' and p.relname <> 'workspace' and c.confrelid <> c.conrelid
      group by c.oid, p.relname`,
    [table],
  );
  return rows;
};

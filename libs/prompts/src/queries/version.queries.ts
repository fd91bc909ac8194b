import type { WorkspaceTx } from '@debrief/infra';
import { type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import { sql } from 'kysely';
import type { PromptContent } from '../content/prompt-content';
import type { PromptVersion } from '../prompt.types';

interface VersionRow extends Omit<PromptVersion, 'content' | 'config'> {
  readonly content: JsonText;
  readonly config: JsonText;
}

const toVersion = ({ content, config, ...row }: VersionRow): PromptVersion => ({
  ...row,
  content: parseJson(content) as PromptContent,
  config: parseJson(config),
});

const columns = ['id', 'promptId', 'version', 'content', 'config', 'commitMessage', 'createdAt'] as const;

/** Locks a name of a project, whether it has a prompt or not, until the transaction ends. */
export const lockName = async (tx: WorkspaceTx, projectId: string, name: string): Promise<void> => {
  await sql`
    insert into prompt_numbering (project_id, name) values (${projectId}::uuid, ${name})
    on conflict (workspace_id, project_id, name) do update set last_version = prompt_numbering.last_version`.execute(
    tx,
  );
};

/** The next number of a name that is locked: one that it never had, whatever was deleted. */
export const takeNumber = async (tx: WorkspaceTx, projectId: string, name: string): Promise<number> => {
  const { lastVersion } = await tx
    .updateTable('promptNumbering')
    .set({ lastVersion: sql`last_version + 1` })
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .returning('lastVersion')
    .executeTakeFirstOrThrow();
  return lastVersion;
};

export const insertVersion = async (tx: WorkspaceTx, version: Omit<PromptVersion, 'createdAt'>): Promise<void> => {
  const [content, config] = [JSON.stringify(version.content), JSON.stringify(version.config)];
  const contentBytes = Buffer.byteLength(content) + Buffer.byteLength(config);
  await tx
    .insertInto('promptVersion')
    .values({ ...version, content, config, contentBytes })
    .execute();
};

export const findVersion = async (
  tx: WorkspaceTx,
  promptId: string,
  version: number,
): Promise<PromptVersion | undefined> => {
  const row = await tx
    .selectFrom('promptVersion')
    .select(columns)
    .where('promptId', '=', promptId)
    .where('version', '=', version)
    .$castTo<VersionRow>()
    .executeTakeFirst();
  return row && toVersion(row);
};

/** A version of some prompt. */
export interface VersionKey {
  readonly promptId: string;
  readonly version: number;
}

/** Size in bytes of versions, in the order of the keys; 0 for one that is gone. */
export const measureVersions = async (tx: WorkspaceTx, keys: readonly VersionKey[]): Promise<number[]> => {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(v.content_bytes, 0) as bytes
      from unnest(${keys.map(({ promptId }) => promptId)}::uuid[], ${keys.map(({ version }) => version)}::int[])
           with ordinality as k(prompt_id, version, place)
      left join prompt_version v using (prompt_id, version)
     order by k.place`.execute(tx);
  return rows.map(({ bytes }) => bytes);
};

/** In no order; those that are not there are left out. */
export const listVersionsByKey = async (tx: WorkspaceTx, keys: readonly VersionKey[]): Promise<PromptVersion[]> => {
  const { rows } = await sql<VersionRow>`
    select v.id, v.prompt_id, v.version, v.content, v.config, v.commit_message, v.created_at
      from unnest(${keys.map(({ promptId }) => promptId)}::uuid[], ${keys.map(({ version }) => version)}::int[]) as k(prompt_id, version)
      join prompt_version v using (prompt_id, version)`.execute(tx);
  return rows.map(toVersion);
};

/** Ids of versions, of those that there are. @param names with the version at the same place */
export const listVersionIds = async (
  tx: WorkspaceTx,
  projectId: string,
  names: readonly string[],
  versions: readonly number[],
): Promise<{ readonly id: string; readonly name: string; readonly version: number }[]> => {
  const { rows } = await sql<{ id: string; name: string; version: number }>`
    select distinct v.id, p.name, v.version
      from unnest(${[...names]}::text[], ${[...versions]}::int[]) as k(name, version)
      join prompt p on p.project_id = ${projectId}::uuid and p.name = k.name
      join prompt_version v on v.prompt_id = p.id and v.version = k.version`.execute(tx);
  return rows;
};

/** Id of a prompt → the config of its version. */
export const mapConfigs = async (
  tx: WorkspaceTx,
  keys: readonly VersionKey[],
): Promise<ReadonlyMap<string, JsonValue>> => {
  const { rows } = await sql<{ promptId: string; config: JsonText }>`
    select v.prompt_id, v.config
      from unnest(${keys.map(({ promptId }) => promptId)}::uuid[], ${keys.map(({ version }) => version)}::int[]) as k(prompt_id, version)
      join prompt_version v using (prompt_id, version)`.execute(tx);
  return new Map(rows.map(({ promptId, config }) => [promptId, parseJson(config)]));
};

export const deleteVersions = async (tx: WorkspaceTx, promptId: string, versions: readonly number[]): Promise<void> => {
  await tx
    .deleteFrom('promptVersion')
    .where('promptId', '=', promptId)
    .where('version', 'in', [...versions])
    .execute();
};

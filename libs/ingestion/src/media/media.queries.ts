import { type SystemTx, textArray, uuidArray, type WorkspaceClient, type WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { FoundMedia } from '../dialects/otlp/media/media-lifter';

/** An object of a project, as it is claimed before its bytes are stored. */
export interface ClaimedMedia {
  readonly id: string;
  readonly sha256: string;
  readonly storagePath: string;
  readonly isStored: boolean;
}

export interface NewMedia extends Pick<FoundMedia, 'sha256' | 'mediaType'> {
  readonly id: string;
  readonly sizeBytes: number;
  readonly storagePath: string;
}

/**
 * The rows of these bytes, made now where there are none, and kept from the sweep for the time that it takes to store them. In the order of
 * their hashes, so that two exports with the same ones cannot wait for each other.
 */
export const claimMedia = async (
  tx: WorkspaceTx,
  projectId: string,
  media: readonly NewMedia[],
): Promise<ClaimedMedia[]> => {
  const sorted = media.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  await sql`
    insert into media (project_id, id, sha256, media_type, size_bytes, storage_path)
    select ${projectId}::uuid, m.id, m.sha256, m.media_type, m.size_bytes, m.storage_path
      from unnest(${sorted.map(({ id }) => id)}::uuid[], ${sorted.map(({ sha256 }) => sha256)}::text[],
                  ${sorted.map(({ mediaType }) => mediaType)}::text[], ${sorted.map(({ sizeBytes }) => sizeBytes)}::int8[],
                  ${sorted.map(({ storagePath }) => storagePath)}::text[]) as m(id, sha256, media_type, size_bytes, storage_path)
        on conflict (workspace_id, project_id, sha256) where removed_at is null do nothing`.execute(tx);
  const hashes = sorted.map(({ sha256 }) => sha256);
  await sql`
    update media m set released_at = now()
      from (select id from media where project_id = ${projectId}::uuid and sha256 = any(${hashes}::text[]) and removed_at is null
               and released_at <= now() - interval '10 minutes' order by sha256 for no key update) stale
     where m.id = stale.id`.execute(tx);
  const { rows } = await sql<ClaimedMedia>`
    select id, sha256, storage_path, stored_at is not null as is_stored from media
     where project_id = ${projectId}::uuid and sha256 = any(${hashes}::text[]) and removed_at is null`.execute(tx);
  return rows;
};

/** What is known of an object once its bytes are there: an upload may have been announced as something else before. */
export type ArrivedMedia = Pick<NewMedia, 'id' | 'mediaType' | 'sizeBytes'>;

export const updateToStored = async (tx: WorkspaceTx, media: readonly ArrivedMedia[]): Promise<void> => {
  const sorted = media.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await sql`
    update media m set stored_at = now(), media_type = a.media_type, size_bytes = a.size_bytes
      from unnest(${sorted.map(({ id }) => id)}::uuid[], ${sorted.map(({ mediaType }) => mediaType)}::text[],
                  ${sorted.map(({ sizeBytes }) => sizeBytes)}::int8[]) as a(id, media_type, size_bytes)
     where m.id = a.id and m.stored_at is null`.execute(tx);
};

/** Keeps objects from the sweep until the transaction ends. @returns those that are still there */
export const holdMedia = async (client: WorkspaceClient, ids: readonly string[]): Promise<Set<string>> => {
  const { rows } = await client.query<{ id: string }>({
    name: 'media-hold',
    text: `select id from media where workspace_id = (select current_workspace()) and id = any($1::uuid[]) and removed_at is null
            order by id for key share`,
    values: [uuidArray(ids)],
  });
  return new Set(rows.map(({ id }) => id));
};

/** Notes which runs name which objects, once each. */
export const insertMediaUses = async (
  client: WorkspaceClient,
  projectId: string,
  uses: readonly { readonly traceId: string; readonly mediaId: string }[],
): Promise<void> => {
  await client.query({
    name: 'media-uses',
    text: `insert into media_use (project_id, trace_external_id, media_id)
           select $1::uuid, u.trace_id, u.media_id from unnest($2::text[], $3::uuid[]) as u(trace_id, media_id)
            order by u.trace_id, u.media_id
               on conflict do nothing`,
    values: [projectId, textArray(uses.map(({ traceId }) => traceId)), uuidArray(uses.map(({ mediaId }) => mediaId))],
  });
};

export interface StoredMedia {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly storagePath: string;
}

/** Whether a run or an item of a data set names it. */
const isUsed = sql`(exists (select from media_use u where u.workspace_id = m.workspace_id and u.media_id = m.id)
  or exists (select from media_item_use i where i.workspace_id = m.workspace_id and i.media_id = m.id))`;

/** An object that some run of the project names. */
export const findMedia = async (
  tx: WorkspaceTx,
  projectId: string,
  sha256: string,
): Promise<StoredMedia | undefined> => {
  const { rows } = await sql<StoredMedia>`
    select media_type, size_bytes, storage_path from media m
     where project_id = ${projectId}::uuid and sha256 = ${sha256} and removed_at is null and stored_at is not null
       and ${isUsed}`.execute(tx);
  return rows[0];
};

/** An object of a project, whether its bytes are there or not. */
export interface MediaRow extends StoredMedia {
  readonly id: string;
  readonly sha256: string;
  readonly storedAt: Date | null;
}

const mediaColumns = sql`m.id, m.sha256, m.media_type, m.size_bytes, m.storage_path, m.stored_at`;

/**
 * The object that some run or item of the project names, and whose hash begins so.
 * @param prefix of hex digits, enough that no two have the same
 */
export const findMediaByHash = async (
  tx: WorkspaceTx,
  projectId: string,
  prefix: string,
): Promise<MediaRow | undefined> => {
  // Every hash with this beginning sorts before the beginning with a letter that no hash has.
  const { rows } = await sql<MediaRow>`
    select ${mediaColumns} from media m
     where m.project_id = ${projectId}::uuid and m.removed_at is null and ${isUsed}
       and m.sha256 >= ${prefix} and m.sha256 < ${`${prefix}g`} limit 1`.execute(tx);
  return rows[0];
};

/** An object by its own id, if it is in use. */
export const findMediaById = async (tx: WorkspaceTx, id: string): Promise<MediaRow | undefined> => {
  const { rows } = await sql<MediaRow>`
    select ${mediaColumns} from media m where m.id = ${id}::uuid and m.removed_at is null and ${isUsed}`.execute(tx);
  return rows[0];
};

/** Who names an object: a run or an item of a data set, by the id that its sender gave it. */
export type MediaUser = { readonly traceId: string } | { readonly datasetItemId: string };

/** Notes that a run or an item names the object, which the transaction has claimed. */
export const insertMediaUse = async (
  tx: WorkspaceTx,
  projectId: string,
  mediaId: string,
  user: MediaUser,
): Promise<void> => {
  const statement =
    'traceId' in user
      ? sql`insert into media_use (project_id, trace_external_id, media_id, announced_at) values (${projectId}::uuid, ${user.traceId}, ${mediaId}::uuid, now())`
      : sql`insert into media_item_use (project_id, item_external_id, media_id, announced_at) values (${projectId}::uuid, ${user.datasetItemId}, ${mediaId}::uuid, now())`;
  await sql`${statement} on conflict do nothing`.execute(tx);
};

/** Who announces media sends what names them soon after, or never. */
const isLongAnnounced = sql`announced_at <= now() - interval '1 day'`;

/** The uses of media by one kind of object, and how such an object is known to have come. */
interface MediaUses {
  readonly table: RawBuilder<unknown>;
  /** The column that names the object as its sender does. */
  readonly name: RawBuilder<unknown>;
  readonly hasCome: RawBuilder<SqlBool>;
}

export const mediaUses: readonly MediaUses[] = [
  {
    table: sql`media_use`,
    name: sql`trace_external_id`,
    hasCome: sql`
      exists (select from trace t where t.workspace_id = u.workspace_id and t.project_id = u.project_id
                 and t.external_id = u.trace_external_id)
      or exists (select from otel_log l where l.workspace_id = u.workspace_id and l.project_id = u.project_id
                    and l.trace_external_id = u.trace_external_id)`,
  },
  {
    table: sql`media_item_use`,
    name: sql`item_external_id`,
    hasCome: sql`
      exists (select from dataset_item i where i.workspace_id = u.workspace_id and i.project_id = u.project_id
                 and i.external_id = u.item_external_id)`,
  },
];

/**
 * Lets go of what was announced a day ago for a run, or an item of a data set, that never came.
 * @returns how many were looked at, at most `limit`
 */
export const settleMediaUses = async (
  tx: WorkspaceTx,
  { table, name, hasCome }: MediaUses,
  limit: number,
): Promise<number> => {
  const isSame = sql`(u.workspace_id, u.project_id, u.${name}, u.media_id) = (d.workspace_id, d.project_id, d.${name}, d.media_id)`;
  const { rows } = await sql<{ looked: number }>`
    with due as (
      select u.workspace_id, u.project_id, u.${name}, u.media_id, (${hasCome}) as has_come
        from ${table} u where ${isLongAnnounced} order by announced_at limit ${limit} for update skip locked),
    kept as (update ${table} u set announced_at = null from due d where d.has_come and ${isSame}),
    gone as (delete from ${table} u using due d where not d.has_come and ${isSame} returning u.media_id),
    released as (update media set released_at = now() where id in (select media_id from gone))
    select count(*)::int as looked from due`.execute(tx);
  return rows[0]!.looked;
};

/** Lets go of what runs name, before their rows go. */
export const deleteMediaUses = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  await sql`
    with gone as (
      delete from media_use u using trace t
       where t.id = any(${traceIds}::uuid[]) and u.workspace_id = t.workspace_id and u.project_id = t.project_id
         and u.trace_external_id = t.external_id
      returning u.media_id)
    update media set released_at = now() where id in (select media_id from gone)`.execute(tx);
};

/** Lets go of what runs name that never came, once their last log record is gone, too. */
export const deleteMediaUsesOfLogs = async (
  tx: WorkspaceTx,
  projectId: string,
  traceExternalIds: readonly string[],
): Promise<void> => {
  await sql`
    with gone as (
      delete from media_use u
       where u.project_id = ${projectId}::uuid and u.trace_external_id = any(${traceExternalIds}::text[])
         and not exists (select from trace t where t.workspace_id = u.workspace_id and t.project_id = u.project_id
                            and t.external_id = u.trace_external_id)
         and not exists (select from otel_log l where l.workspace_id = u.workspace_id and l.project_id = u.project_id
                            and l.trace_external_id = u.trace_external_id)
      returning u.media_id)
    update media set released_at = now() where id in (select media_id from gone)`.execute(tx);
};

/** An export that claimed an object has named it by then, or never will. */
const isLongReleased = sql`released_at <= now() - interval '1 hour'`;

/**
 * Takes so many objects that were let go of an hour ago: those that a run names after all are in use again, the others are marked as
 * removed, and come again until their rows are gone.
 */
export const takeUnusedMedia = async (
  tx: WorkspaceTx,
  limit: number,
): Promise<{ readonly id: string; readonly storagePath: string; readonly isRemoved: boolean }[]> => {
  const { rows: taken } = await sql<{ id: string }>`
    select id from media where ${isLongReleased} order by released_at limit ${limit} for update skip locked`.execute(
    tx,
  );
  // A statement of its own: it sees the uses that were committed before the locks were had.
  const { rows } = await sql<{ id: string; storagePath: string; isRemoved: boolean }>`
    update media m set released_at = case when u.is_used then null else m.released_at end,
                       removed_at = case when u.is_used then null else coalesce(m.removed_at, now()) end
      from (select m.id, ${isUsed} as is_used
              from media m where m.id = any(${taken.map(({ id }) => id)}::uuid[])) u
     where m.id = u.id
    returning m.id, m.storage_path, not u.is_used as is_removed`.execute(tx);
  return rows;
};

export const deleteRemovedMedia = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await sql`delete from media where id = any(${ids}::uuid[]) and removed_at is not null`.execute(tx);
};

export const findWorkspacesWithUnusedMedia = async (tx: SystemTx): Promise<string[]> => {
  const { rows } = await sql<{ workspaceId: string }>`
    select workspace_id from media where ${isLongReleased}
     union select workspace_id from media_use where ${isLongAnnounced}
     union select workspace_id from media_item_use where ${isLongAnnounced}`.execute(tx);
  return rows.map(({ workspaceId }) => workspaceId);
};

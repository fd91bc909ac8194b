import type { Database } from '@debrief/infra';
import { newId, type Scope } from '@debrief/kernel';
import { sql } from 'kysely';

/** A workspace with one project, without people or keys: for what only looks at runs. */
export interface RunsFixture {
  readonly scope: Scope;
  readonly projectId: string;
}

export const createRunsFixture = async (database: Database, { retentionDays = 30 } = {}): Promise<RunsFixture> => {
  const [workspaceId, projectId] = [newId(), newId()];
  await database.asSystem('bootstrap', async (tx) => {
    await tx
      .insertInto('workspace')
      .values({ workspaceId, name: `Workspace ${workspaceId}` })
      .execute();
    await tx.insertInto('streamPosition').values({ workspaceId }).execute();
    await tx
      .insertInto('project')
      .values({ workspaceId, id: projectId, name: 'Default', slug: 'default', retentionDays })
      .execute();
  });
  return { projectId, scope: { workspaceId, projectId: null, actor: { type: 'job', id: 'test' }, requestId: newId() } };
};

export interface RunShape {
  /** Seconds since its last event; without events since its start. */
  readonly silentFor: number;
  readonly events?: number;
  readonly status?: string;
}

/** A run as `append` leaves it, but in the past: rows with their ledger entry. @returns the trace's id, also its external id */
export const insertRun = async (
  database: Database,
  { scope, projectId }: RunsFixture,
  { silentFor, events = 1, status = 'running' }: RunShape,
): Promise<string> => {
  const id = newId();
  await database.inWorkspace(scope, async (tx) => {
    const lastEventAt = sql`case when ${events}::int > 0 then now() - make_interval(secs => ${silentFor}) end`;
    await sql`
      insert into trace (id, project_id, external_id, session_id, status, event_count, max_seq, started_at, last_event_at, last_event_minute)
      values (${id}, ${projectId}, ${id}, ${id}, ${status}, ${events}, ${events - 1}, now() - make_interval(secs => ${silentFor}), ${lastEventAt},
              date_trunc('minute', now() - make_interval(secs => ${silentFor})))`.execute(tx);
    if (events === 0) return;
    await sql`
      insert into event (trace_id, seq, idempotency_key, content_hash, type, level, payload)
      select ${id}, n, 'key-' || n, '\\x00', 'metric', 'default', '{}' from generate_series(0, ${events}::int - 1) n`.execute(
      tx,
    );
    await sql`
      with counter as (update stream_position set position = position + ${events}::int returning position)
      insert into append_ledger (first_position, last_position, kind, project_id, trace_id, seqs)
      select position - ${events}::int + 1, position, 'event', ${projectId}, ${id}, int8multirange(int8range(0, ${events}::int)) from counter`.execute(
      tx,
    );
  });
  return id;
};

/** A row of an artifact, without bytes. @returns its path in the object store */
export const insertArtifact = async (
  database: Database,
  { scope, projectId }: RunsFixture,
  traceId: string,
): Promise<string> => {
  const id = newId();
  const storagePath = `artifacts/${scope.workspaceId}/${traceId}/${id}/a.png`;
  await database.inWorkspace(scope, (tx) =>
    tx
      .insertInto('artifact')
      .values({
        id,
        projectId,
        traceId,
        artifactId: `art_${id}`,
        contentType: 'image/png',
        sizeBytes: 1,
        filename: 'a.png',
        storagePath,
        status: 'stored',
      })
      .execute(),
  );
  return storagePath;
};

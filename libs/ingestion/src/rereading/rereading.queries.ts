import type { QueryConfig, SystemTx, WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** How far a workspace's spans have been read by the rules of a version. */
export interface Rereading {
  readonly dueAt: Date;
  /** Internal id of the last run that is done; null before the first. */
  readonly afterTraceId: string | null;
  readonly readSpans: number;
  readonly changedSpans: number;
}

/** For so long processes of before may store spans by older rules, once the first of this version runs. */
const overlap = sql`interval '1 hour'`;
/** A job that has not gone on for so long was lost. */
const patience = sql`interval '10 minutes'`;

/** Begins to read all workspaces' spans by the rules of a version; what newer rules read is left to them. */
export const beginRereadings = async (tx: SystemTx, rulesVersion: number): Promise<void> => {
  await sql`
    insert into span_rereading as r (workspace_id, rules_version, due_at)
    select w.workspace_id, ${rulesVersion}, now() + ${overlap} from workspace w
     where not exists (select from span_rereading known where known.workspace_id = w.workspace_id and known.rules_version >= ${rulesVersion})
        on conflict (workspace_id) do update
       set rules_version = excluded.rules_version, due_at = excluded.due_at, asked_at = null, after_trace_id = null, finished_at = null,
           read_spans = 0, changed_spans = 0
     where r.rules_version < excluded.rules_version`.execute(tx);
};

/** Workspaces with spans to read, of which no job is known to be under way; they count as asked now. */
export const askForRereadings = async (tx: SystemTx, rulesVersion: number): Promise<string[]> => {
  const { rows } = await sql<{ workspaceId: string }>`
    update span_rereading set asked_at = now()
     where rules_version = ${rulesVersion} and finished_at is null and due_at <= now()
       and (asked_at is null or asked_at <= now() - ${patience})
    returning workspace_id`.execute(tx);
  return rows.map(({ workspaceId }) => workspaceId);
};

/** The workspace's rereading, while it is due and unfinished. */
export const findRereading = async (tx: WorkspaceTx, rulesVersion: number): Promise<Rereading | undefined> => {
  const { rows } = await sql<Rereading>`
    select due_at, after_trace_id, read_spans, changed_spans from span_rereading
     where rules_version = ${rulesVersion} and finished_at is null and due_at <= now()`.execute(tx);
  return rows[0];
};

/** Adds up what was read, in the transaction that writes it. */
export const countRereadStatement = (
  rulesVersion: number,
  { read, changed }: { readonly read: number; readonly changed: number },
): QueryConfig => ({
  name: 'spans-count-reread',
  text: `update span_rereading set read_spans = read_spans + $2, changed_spans = changed_spans + $3
          where workspace_id = (select current_workspace()) and rules_version = $1`,
  values: [rulesVersion, read, changed],
});

/** Moves on from where `before` stood. @returns undefined when another job has moved on from there */
export const moveOn = async (
  tx: WorkspaceTx,
  rulesVersion: number,
  {
    before,
    afterTraceId,
    isFinished,
  }: { readonly before: Rereading; readonly afterTraceId: string | null; readonly isFinished: boolean },
): Promise<Rereading | undefined> => {
  const { rows } = await sql<Rereading>`
    update span_rereading
       set after_trace_id = ${afterTraceId}, asked_at = now(), finished_at = case when ${isFinished} then now() end
     where rules_version = ${rulesVersion} and finished_at is null and after_trace_id is not distinct from ${before.afterTraceId}::uuid
    returning due_at, after_trace_id, read_spans, changed_spans`.execute(tx);
  return rows[0];
};

/** A run on the way. */
export interface WalkedTrace {
  readonly id: string;
  readonly projectId: string;
  readonly externalId: string;
  /** It has spans that older rules read. */
  readonly isOld: boolean;
}

/** The next runs that were there when the rereading became due. Each is looked at by its spans: no index has their version. */
export const walkTraces = async (
  tx: WorkspaceTx,
  rulesVersion: number,
  { dueAt, afterTraceId, limit }: Pick<Rereading, 'dueAt' | 'afterTraceId'> & { readonly limit: number },
): Promise<WalkedTrace[]> => {
  const { rows } = await sql<WalkedTrace>`
    select t.id, t.project_id, t.external_id,
           exists (select from event e where e.workspace_id = t.workspace_id and e.trace_id = t.id and e.project_id is not null
                      and e.rules_version < ${rulesVersion} offset 0) as is_old
      from trace t
     where t.workspace_id = (select current_workspace()) and t.id < uuid_floor(${dueAt})
       and (${afterTraceId}::uuid is null or t.id > ${afterTraceId}::uuid)
     order by t.id limit ${limit}`.execute(tx);
  return rows;
};

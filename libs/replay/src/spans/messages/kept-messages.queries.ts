import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** Which state of a run a view shows: it changes with every event that comes, is completed or goes, and with log records that speak. */
export interface MessagesState {
  /** Of the last commit of events. */
  readonly position: number;
  readonly events: number;
  readonly logs: number;
}

const state = (traceId: string) => sql<MessagesState>`
  select coalesce((select l.last_position from append_ledger l where l.trace_id = t.id and l.kind = 'event'
                    order by l.last_position desc limit 1), 0)::int8 as position,
         t.event_count as events,
         (select count(*) from otel_log l
           where l.project_id = t.project_id and l.trace_external_id = t.external_id and l.span_id is not null
             and l.event_name like 'gen\\_ai.%') as logs
    from trace t where t.id = ${traceId}`;

export const findMessagesState = async (tx: WorkspaceTx, traceId: string): Promise<MessagesState | undefined> => {
  const { rows } = await state(traceId).execute(tx);
  return rows[0];
};

const isOf = ({ position, events, logs }: MessagesState, rulesVersion: string) => sql`
  (k.position, k.events, k.logs, k.rules_version) = (${position}::int8, ${events}::int8, ${logs}::int8, ${rulesVersion}::text)`;

/** The view that was kept of a run, if it shows the run as it is now. */
export const findKeptView = async (
  tx: WorkspaceTx,
  traceId: string,
  rulesVersion: string,
): Promise<Buffer | undefined> => {
  const { rows } = await sql<{ view: Buffer }>`
    select k.view from (${state(traceId)}) now join trace_messages k on k.trace_id = ${traceId} and k.rules_version = ${rulesVersion}
       and (k.position, k.events, k.logs) = (now.position, now.events, now.logs)`.execute(tx);
  return rows[0]?.view;
};

export const hasKeptView = async (
  tx: WorkspaceTx,
  traceId: string,
  of: MessagesState,
  rulesVersion: string,
): Promise<boolean> => {
  const { rows } =
    await sql`select from trace_messages k where k.trace_id = ${traceId} and ${isOf(of, rulesVersion)}`.execute(tx);
  return rows.length > 0;
};

/** Waits for whoever deletes the run or some of its spans. Locked before, in a statement of its own, the next sees what he left. */
export const lockForView = async (tx: WorkspaceTx, traceId: string): Promise<void> => {
  await sql`select from trace where id = ${traceId} for key share`.execute(tx);
};

/** Keeps the view of a locked run in the place of an older one, unless the run has changed: what was deleted must not come back. */
export const upsertKeptView = async (
  tx: WorkspaceTx,
  traceId: string,
  { position, events, logs }: MessagesState,
  { rulesVersion, view }: { readonly rulesVersion: string; readonly view: Buffer },
): Promise<void> => {
  await sql`
    insert into trace_messages (trace_id, position, events, logs, rules_version, view)
    select ${traceId}, now.position, now.events, now.logs, ${rulesVersion}, ${view} from (${state(traceId)}) now
     where (now.position, now.events, now.logs) = (${position}::int8, ${events}::int8, ${logs}::int8)
        on conflict (workspace_id, trace_id)
        do update set position = excluded.position, events = excluded.events, logs = excluded.logs,
                      rules_version = excluded.rules_version, view = excluded.view`.execute(tx);
};

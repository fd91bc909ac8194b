import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { Detection, Subject } from '../detection';
import type { ReportedDetection } from './reported-detection';

/** The run is this transaction's: who stores an analysis and who reports beside it come one after the other. */
export const lockRun = async (
  tx: WorkspaceTx,
  traceId: string,
): Promise<{ readonly projectId: string } | undefined> => {
  const { rows } = await sql<{ projectId: string }>`
    select project_id from trace where id = ${traceId}::uuid for no key update`.execute(tx);
  return rows[0];
};

/** By source. */
export const listReported = async (tx: WorkspaceTx, traceId: string): Promise<ReportedDetection[]> => {
  const rows = await tx
    .selectFrom('reportedDetection')
    .select(['detection', 'subject'])
    .where('traceId', '=', traceId)
    .orderBy('source')
    .execute();
  return rows.map(({ detection, subject }) => ({
    detection: JSON.parse(detection) as Detection,
    subject: JSON.parse(subject) as Subject,
  }));
};

/** @returns false when it was known already */
export const upsertReported = async (
  tx: WorkspaceTx,
  traceId: string,
  source: string,
  { detection, subject }: ReportedDetection,
): Promise<boolean> => {
  const [found, of] = [JSON.stringify(detection), JSON.stringify(subject)];
  const { rows } = await sql`
    insert into reported_detection as r (trace_id, source, detection, subject)
    values (${traceId}::uuid, ${source}, ${found}::json, ${of}::json)
        on conflict (workspace_id, trace_id, source) do update set detection = excluded.detection, subject = excluded.subject
     where r.detection::text <> excluded.detection::text or r.subject::text <> excluded.subject::text
    returning source`.execute(tx);
  return rows.length > 0;
};

/** @returns false when there was none */
export const deleteReported = async (tx: WorkspaceTx, traceId: string, source: string): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom('reportedDetection')
    .where('traceId', '=', traceId)
    .where('source', '=', source)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

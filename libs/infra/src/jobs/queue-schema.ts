import { runMigrations } from 'bullmq';
import type { Client } from 'pg';

/** Schema and role of the queue when Postgres keeps it; made by supabase/migrations. */
export const queueSchema = 'bullmq';
export const queueRole = 'debrief_queue';

/**
 * Brings BullMQ's own tables up to date and lets the queue's role use them. BullMQ ships its schema as code, not as files, so
 * the Supabase CLI cannot apply it; and it needs a login that may create schemas, which neither api nor worker is.
 */
export const migrateQueue = async (client: Client): Promise<void> => {
  await runMigrations(client, queueSchema);
  await client.query(
    `grant select, insert, update, delete on all tables in schema ${queueSchema} to ${queueRole};
     grant usage on all sequences in schema ${queueSchema} to ${queueRole}`,
  );
};

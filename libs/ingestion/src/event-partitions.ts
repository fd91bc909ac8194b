import type { SystemTx } from '@debrief/infra';
import { sql } from 'kysely';

/** Makes the monthly partitions of the coming months where they are missing: an event without one could not be stored. */
export const ensureEventPartitions = async (tx: SystemTx): Promise<void> => {
  await sql`call ensure_event_partitions()`.execute(tx);
};

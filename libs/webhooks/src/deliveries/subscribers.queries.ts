import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { WebhookEventType } from '../webhook.types';

/** Ids of the enabled endpoints that want events of a type, of all projects or of this one. */
export const selectSubscribers = async (
  tx: WorkspaceTx,
  type: WebhookEventType,
  projectId: string,
): Promise<string[]> => {
  const rows = await tx
    .selectFrom('webhookEndpoint')
    .select('id')
    .where('enabled', '=', true)
    .where(sql<boolean>`${type} = any(events)`)
    .where((row) => row.or([row('projectId', 'is', null), row('projectId', '=', projectId)]))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};

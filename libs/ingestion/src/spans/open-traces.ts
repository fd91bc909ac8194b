import type { WorkspaceClient } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { endedKeyError } from '../append/ended-key-error';
import { OpenTrace } from './open-trace';
import { findDeletedTraces, insertSpanTraces, lockSpanTraces } from './spans.queries';

export interface TracesToOpen {
  readonly projectId: string;
  /** The API key that appends, null for anybody else. */
  readonly keyId: string | null;
  readonly externalIds: readonly string[];
  /** Of those that are new. */
  readonly surface: string;
}

export interface OpenedTraces {
  /** By their external ids, locked. */
  readonly traces: ReadonlyMap<string, OpenTrace>;
  /** External ids of those that were deleted a short while ago: they are not among the traces. */
  readonly deleted: ReadonlySet<string>;
}

/**
 * Locks traces to write spans of, in id order; makes those that are not there, but for those that were deleted a short while ago.
 * @throws DomainError UNAUTHENTICATED when the key ended after the guard had seen it
 */
export const openTraces = async (
  client: WorkspaceClient,
  { projectId, keyId, externalIds, surface }: TracesToOpen,
  maxTraceEvents: number,
): Promise<OpenedTraces> => {
  const [ended, locked, deleted] = await Promise.all([
    keyId === null ? new Map<string, never>() : findEndedKeys(client, [keyId]),
    lockSpanTraces(client, projectId, externalIds),
    findDeletedTraces(client, projectId, externalIds),
  ]);
  const reason = keyId === null ? undefined : ended.get(keyId);
  if (reason) throw endedKeyError(reason);
  const known = new Set(locked.map(({ externalId }) => externalId));
  const missing = externalIds
    .filter((externalId) => !known.has(externalId) && !deleted.has(externalId))
    .map((externalId) => ({ id: newId(), externalId }));
  const [created, others] =
    missing.length === 0
      ? [new Set<string>(), []]
      : await Promise.all([
          insertSpanTraces(client, projectId, missing, surface),
          lockSpanTraces(
            client,
            projectId,
            missing.map(({ externalId }) => externalId),
          ),
        ]);
  const rows = [...locked, ...others];
  const open = rows.map(
    (row) => [row.externalId, new OpenTrace(row, created.has(row.id), maxTraceEvents - row.eventCount)] as const,
  );
  return { traces: new Map(open), deleted };
};

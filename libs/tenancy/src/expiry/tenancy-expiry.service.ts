import { Database, enqueueForWorkspaces, type SystemTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/audit.queries';
import {
  deleteEmptyProject,
  deleteOldIdempotencyRecords,
  findWorkspacesWithExpiredKeys,
  markExpiredKeys,
} from './expiry.queries';

const recordsPerSweep = 10_000;

/** What time does to keys, stored answers and deleted projects. A key stops at its hour by itself: the guard compares. */
@Injectable()
export class TenancyExpiryService {
  constructor(private readonly database: Database) {}

  /** Tells the audit log, once, of each key that ran out. @returns how many */
  recordExpiredKeys(scope: Scope): Promise<number> {
    return this.database.inWorkspace(scope, async (tx) => {
      const keys = await markExpiredKeys(tx);
      for (const { id, projectId, expiresAt } of keys) {
        await recordAudit(tx, scope, {
          action: 'api_key.expired',
          targetType: 'api_key',
          targetId: id,
          projectId,
          details: { expires_at: expiresAt },
        });
      }
      return keys.length;
    });
  }

  /** Removes the row of a deleted project, with its keys, once nothing of it is left. @returns whether it went */
  removeDeletedProject(scope: Scope, projectId: string): Promise<boolean> {
    return this.database.inWorkspace(scope, async (tx) => {
      const isRemoved = await deleteEmptyProject(tx, projectId);
      if (isRemoved)
        await recordAudit(tx, scope, {
          action: 'project.remove',
          targetType: 'project',
          targetId: projectId,
          projectId,
        });
      return isRemoved;
    });
  }

  /** Asks for `recordExpiredKeys` in each workspace that has such keys. */
  async sweepKeys(tx: SystemTx): Promise<void> {
    const workspaces = await findWorkspacesWithExpiredKeys(tx);
    await enqueueForWorkspaces(
      tx,
      'tenancy.expire-keys',
      workspaces.map((workspaceId) => ({ workspaceId, payload: {} })),
    );
  }

  async sweepIdempotencyRecords(tx: SystemTx): Promise<void> {
    await deleteOldIdempotencyRecords(tx, recordsPerSweep);
  }
}

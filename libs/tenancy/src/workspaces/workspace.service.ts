import { Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/audit.queries';
import { changedFields } from '../changed-fields';
import { toName } from '../name';
import { readSettings } from '../settings/read-settings';
import { lockWorkspace, selectWorkspace, updateWorkspace, type Workspace } from './workspaces.queries';

export interface WorkspacePatch {
  readonly name?: string;
  /** As sent: `readSettings` decides what is known. */
  readonly settings?: unknown;
}

/** The caller's own workspace. Its plan is set by the operator, never through the API. */
@Injectable()
export class WorkspaceService {
  constructor(private readonly database: Database) {}

  async get(scope: Scope): Promise<Workspace> {
    return this.database.inWorkspace(scope, selectWorkspace);
  }

  /** Changes what is sent. @throws INVALID naming an unknown setting */
  async update(scope: Scope, patch: WorkspacePatch): Promise<Workspace> {
    return this.database.inWorkspace(scope, async (tx) => {
      const workspace = await lockWorkspace(tx);
      const change = {
        name: patch.name === undefined ? workspace.name : toName('name', patch.name),
        settings:
          patch.settings === undefined
            ? workspace.settings
            : readSettings('workspace', patch.settings, workspace.settings),
      };
      const changed = changedFields({ name: workspace.name, settings: workspace.settings }, change);
      if (!changed) return workspace;
      await recordAudit(tx, scope, {
        action: 'workspace.update',
        targetType: 'workspace',
        targetId: workspace.workspaceId,
        details: changed,
      });
      return updateWorkspace(tx, change);
    });
  }
}

import { Cursors, Database, pageById, type Page, type PageRequest } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { narrowToProject } from '../projects/resolve-project';
import { selectAuditEntries, type AuditEntry, type AuditFilters } from './audit.queries';

/** What a caller filters by; `project` is an id or slug. */
export type AuditQuery = Omit<AuditFilters, 'projectId'> & { readonly project?: string };

/** Reads what was done in a workspace. Writing is `recordAudit`, inside the transaction of the change. */
@Injectable()
export class AuditService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Newest first.
   * @throws FORBIDDEN `scope_mismatch` for a project that is not the caller's; MALFORMED `invalid_cursor`
   */
  async list(scope: Scope, filters: AuditQuery, request: PageRequest): Promise<Page<AuditEntry>> {
    const bond = { workspaceId: scope.workspaceId, list: 'audit-log', filters };
    return this.database.inWorkspace(scope, async (tx) => {
      const projectId = await narrowToProject(tx, scope, filters.project);
      return pageById(this.cursors, bond, request, (page) => selectAuditEntries(tx, { ...filters, projectId }, page));
    });
  }
}

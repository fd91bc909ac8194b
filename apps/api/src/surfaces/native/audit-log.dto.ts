import type { Page } from '@debrief/infra';
import type { AuditEntry, AuditQuery } from '@debrief/tenancy';
import { Instant, Text } from '../../http/fields';
import { PageQuery } from './page.dto';

/** Query of GET /api/audit-log. */
export class AuditLogQuery extends PageQuery {
  @Text({ max: 64, example: 'project.update' }) action?: string;
  @Text({ max: 256, description: 'Id of who did it' }) actor?: string;
  @Text({ max: 256, description: 'Id of what was changed' }) target?: string;
  @Text({ max: 256, description: 'Id or slug of a project' }) project_id?: string;
  @Instant({ description: 'At or after' }) from?: string;
  @Instant({ description: 'Before' }) to?: string;
}

export const toAuditQuery = (query: AuditLogQuery): AuditQuery => ({
  action: query.action,
  actor: query.actor,
  target: query.target,
  project: query.project_id,
  from: query.from === undefined ? undefined : new Date(query.from),
  to: query.to === undefined ? undefined : new Date(query.to),
});

export const toAuditEntryResponse = (entry: AuditEntry) => ({
  id: entry.id,
  at: entry.at,
  actor: { type: entry.actorType, id: entry.actorId },
  action: entry.action,
  target: { type: entry.targetType, id: entry.targetId },
  project_id: entry.projectId,
  details: entry.details,
  request_id: entry.requestId,
});

export const toAuditLogResponse = ({ items, nextCursor }: Page<AuditEntry>) => ({
  entries: items.map(toAuditEntryResponse),
  next_cursor: nextCursor,
});

export const auditLogExample = {
  entries: [
    {
      id: '0197c1de-9999-7c3d-9e1f-2a3b4c5d6e7f',
      at: '2026-01-01T12:00:00.000Z',
      actor: { type: 'user', id: '7d9b4a52-3c1f-4f0e-8a6d-1b2c3d4e5f60' },
      action: 'project.update',
      target: { type: 'project', id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f' },
      project_id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
      details: { before: { retention_days: 30 }, after: { retention_days: 7 } },
      request_id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
    },
  ],
  next_cursor: null,
};

import type { Page } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import type { CreateProject, Project, ProjectPatch } from '@debrief/tenancy';
import { Flag, JsonField, Text, Whole } from '../../http/fields';

const retention = { min: 0, max: 3650, description: 'Days after which a run is removed; 0 expires at once' } as const;
const strictSeq = { description: 'Refuse events whose seq is not above all that are stored' } as const;

/** Body of POST /api/projects. */
export class CreateProjectBody {
  @Text({
    required: true,
    max: 128,
    description: 'Unique in the workspace, regardless of case',
    example: 'Booking agent',
  })
  name: string;
  @Whole({ ...retention, default: 30 }) retention_days?: number;
  @Flag({ ...strictSeq, default: false }) strict_seq?: boolean;
}

export const toCreateProject = (body: CreateProjectBody): CreateProject => ({
  name: body.name,
  retentionDays: body.retention_days,
  strictSeq: body.strict_seq,
});

/** Body of PATCH /api/projects/{id}: what is absent stays. */
export class PatchProjectBody {
  @Text({ max: 128 }) name?: string;
  @Whole(retention) retention_days?: number;
  @Flag(strictSeq) strict_seq?: boolean;
  @JsonField({
    description: 'Settings of the project; one that is unknown is refused.',
    example: { masker: { keys: ['iban'], values: ['acme_*'], emails: true } },
  })
  settings?: Record<string, unknown>;
}

export const toProjectPatch = (body: PatchProjectBody): ProjectPatch => ({
  name: body.name,
  retentionDays: body.retention_days,
  strictSeq: body.strict_seq,
  settings: body.settings,
});

export const toProjectResponse = (project: Project) => ({
  id: project.id,
  workspace_id: project.workspaceId,
  name: project.name,
  slug: project.slug,
  retention_days: project.retentionDays,
  strict_seq: project.strictSeq,
  settings: project.settings,
  created_at: project.createdAt,
  updated_at: project.updatedAt,
});

/** The list says who asks: the console shows the workspace and what the user may do there. */
export const toProjectsResponse = ({ workspaceId, actor }: Scope, { items, nextCursor }: Page<Project>) => ({
  workspace: { id: workspaceId, user_id: actor.id, role: actor.type === 'user' ? actor.role : null },
  projects: items.map(toProjectResponse),
  next_cursor: nextCursor,
});

export const projectExample = {
  id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  workspace_id: '0197c1de-0000-7c3d-9e1f-2a3b4c5d6e7f',
  name: 'Booking agent',
  slug: 'booking-agent',
  retention_days: 30,
  strict_seq: false,
  settings: {},
  created_at: '2026-01-01T12:00:00.000Z',
  updated_at: '2026-01-01T12:00:00.000Z',
};

export const projectsExample = {
  workspace: { id: projectExample.workspace_id, user_id: '7d9b4a52-3c1f-4f0e-8a6d-1b2c3d4e5f60', role: 'owner' },
  projects: [projectExample],
  next_cursor: null,
};

import { notFound, type Scope } from '@debrief/kernel';
import { ProjectsService } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';

/** Which project a request of the Platform surface is about. */
@Injectable()
export class PlatformProjects {
  constructor(private readonly projects: ProjectsService) {}

  /**
   * The key's project; of a user the one that `X-Project-Id` or `?project_id` names by id or slug, else the workspace's only one.
   * @param bodyProjectId `projectId` of the body, which may only say the same
   * @throws DomainError NOT_FOUND for a project that is not the caller's; CONFLICT `project_ambiguous` where none is named and there are several
   */
  async of(scope: Scope, request: Request, bodyProjectId?: string): Promise<string> {
    const fromQuery: unknown = request.query.project_id;
    const named =
      request.get('x-project-id') ?? (typeof fromQuery === 'string' && fromQuery !== '' ? fromQuery : 'default');
    const projectId = await this.projects.locate(scope, named);
    if (bodyProjectId !== undefined && bodyProjectId !== projectId) throw notFound('project', bodyProjectId);
    return projectId;
  }
}

import { ReadinessChecks } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { ProjectsService, WorkspaceService } from '@debrief/tenancy';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Operation } from '../../../http/operation';
import { InScope, Public, Requires } from '../../../http/requires';
import { readProductVersion } from '../../otel/product-version';
import { listVisibleProjects } from './list-visible-projects';
import { projectExample, toPublicProject } from './public-project-response';

const tag = 'Langfuse';

/** What a Langfuse SDK asks first: is the server there, and whose key is this. */
@Controller('api/public')
export class PublicProjectsController {
  constructor(
    private readonly readiness: ReadinessChecks,
    private readonly projects: ProjectsService,
    private readonly workspaces: WorkspaceService,
  ) {}

  @Get('health')
  @Public()
  @Operation({
    tag,
    summary: 'Tell a Langfuse client whether the product can serve',
    answers: {
      200: { description: 'It can', example: { status: 'OK', version: '1.0.0' } },
      503: { description: 'A part that it needs does not work', example: { status: 'ERROR', version: '1.0.0' } },
    },
  })
  async health(@Res({ passthrough: true }) response: Response) {
    const { ready } = await this.readiness.run();
    response.status(ready ? 200 : 503);
    return { status: ready ? 'OK' : 'ERROR', version: readProductVersion() };
  }

  @Get('projects')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Read the project of the key',
    description: 'Of a console user: the projects of the workspace.',
    answers: { 200: { description: 'The projects', example: { data: [projectExample] } } },
  })
  async list(@InScope() scope: Scope) {
    const { workspaceId: id, name } = await this.workspaces.get(scope);
    const projects = await listVisibleProjects(this.projects, scope);
    return { data: projects.map((project) => toPublicProject(project, { id, name })) };
  }
}

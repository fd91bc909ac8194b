import type { Scope } from '@debrief/kernel';
import { ProjectsService } from '@debrief/tenancy';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { JsonBody, QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { PageQuery, toPageRequest } from './page.dto';
import {
  CreateProjectBody,
  PatchProjectBody,
  projectExample,
  projectsExample,
  toCreateProject,
  toProjectPatch,
  toProjectResponse,
  toProjectsResponse,
} from './projects.dto';

const tag = 'Projects';
const one = { description: 'The project', example: { project: projectExample } };

@Controller('api/projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Get()
  @Requires('viewer')
  @Operation({
    tag,
    summary: 'List projects, newest first',
    answers: { 200: { description: 'A page', example: projectsExample } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @QueryDto(PageQuery) query: PageQuery) {
    return toProjectsResponse(scope, await this.projects.list(scope, toPageRequest(query)));
  }

  @Post()
  @Requires('owner')
  @Operation({ tag, summary: 'Create a project', answers: { 201: one }, refuses: ['INVALID', 'CONFLICT'] })
  async create(@InScope() scope: Scope, @JsonBody(CreateProjectBody) body: CreateProjectBody) {
    return { project: toProjectResponse(await this.projects.create(scope, toCreateProject(body))) };
  }

  @Get(':id')
  @Requires('viewer')
  @Operation({ tag, summary: 'Get a project by id or slug', answers: { 200: one }, refuses: ['NOT_FOUND'] })
  async get(@InScope() scope: Scope, @Param('id') id: string) {
    return { project: toProjectResponse(await this.projects.get(scope, id)) };
  }

  @Patch(':id')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Change a project',
    description: 'What is absent stays. The slug never changes.',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async patch(@InScope() scope: Scope, @Param('id') id: string, @JsonBody(PatchProjectBody) body: PatchProjectBody) {
    return { project: toProjectResponse(await this.projects.update(scope, id, toProjectPatch(body))) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Delete a project',
    description: 'Its keys stop at once; its runs are removed in the background.',
    answers: { 204: { description: 'Deleted' } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Param('id') id: string): Promise<void> {
    await this.projects.delete(scope, id);
  }
}

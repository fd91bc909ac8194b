import type { Scope } from '@debrief/kernel';
import { ConnectedReposService } from '@debrief/repositories';
import { Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { JsonBody } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  connectedRepoExample,
  connectedRepoSchema,
  PutConnectedRepoBody,
  toConnectedRepoResponse,
  toConnectRepo,
} from './connected-repo.dto';

const tag = 'Projects';
const one = {
  description: 'The repository; `repo` is null where there is none',
  example: connectedRepoExample,
  schema: connectedRepoSchema,
};

@Controller('api/projects/:id/connected-repo')
export class ConnectedRepoController {
  constructor(private readonly repos: ConnectedReposService) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get the repository of a project',
    description:
      'While nothing is connected, an owner also gets `install_url`: where the GitHub App is installed for this workspace. It is good for ten minutes, once.',
    answers: { 200: one },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Param('id') id: string) {
    return toConnectedRepoResponse(await this.repos.get(scope, id), this.repos.installUrl(scope, new Date()));
  }

  @Put()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Connect a repository to a project',
    description:
      'It takes the place of the one before. Its address is made from its name, never taken from the request.',
    answers: { 200: one },
    refuses: ['NOT_FOUND', 'INVALID', 'UNAVAILABLE'],
  })
  async put(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @JsonBody(PutConnectedRepoBody) body: PutConnectedRepoBody,
  ) {
    return toConnectedRepoResponse(await this.repos.put(scope, id, toConnectRepo(body)));
  }

  @Delete()
  @HttpCode(204)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Disconnect the repository of a project',
    answers: { 204: { description: 'Disconnected, or there was none' } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Param('id') id: string): Promise<void> {
    await this.repos.delete(scope, id);
  }
}

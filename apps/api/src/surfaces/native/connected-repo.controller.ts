import type { Scope } from '@debrief/kernel';
import { ConnectedReposService } from '@debrief/repositories';
import { Controller, Delete, Get, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
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
import { keepBrowser } from './install-browser';

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
      'While nothing is connected, an owner also gets `install_url`: where the GitHub App is installed for this workspace. It is good for ten minutes, once; on a hosted instance only in the browser that asked (a cookie tells).',
    answers: { 200: one },
    refuses: ['NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const connected = await this.repos.get(scope, id);
    if (connected.connected || scope.actor.type !== 'user') return toConnectedRepoResponse(connected);
    const installUrl = this.repos.installUrl(scope, keepBrowser(request, response), new Date());
    return toConnectedRepoResponse(connected, installUrl);
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

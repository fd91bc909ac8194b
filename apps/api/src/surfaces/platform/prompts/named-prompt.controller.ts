import type { Scope } from '@debrief/kernel';
import { PromptReader } from '@debrief/prompts';
import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { publicPromptExample } from './prompts.examples';
import { NamedPromptQuery, toPublicPrompt } from './public-prompts.dto';

/** As AgentTrace's SDKs ask for a prompt: Langfuse's first version of the route. */
@Controller('api/public/prompts')
export class NamedPromptController {
  constructor(
    private readonly reader: PromptReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Langfuse',
    summary: 'Get a version of the prompt that the query names',
    answers: { 200: { description: 'The version', example: publicPromptExample } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async get(
    @InScope() scope: Scope,
    @Req() request: Request,
    @QueryDto(NamedPromptQuery) { name, ...choice }: NamedPromptQuery,
  ) {
    const projectId = await this.projects.of(scope, request);
    return toPublicPrompt(await this.reader.get(scope, projectId, name, { ...choice, otherwise: 'none' }));
  }
}

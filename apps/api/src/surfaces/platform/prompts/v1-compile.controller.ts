import type { JsonObject, Scope } from '@debrief/kernel';
import { type CompiledPrompt, labelsOf, PromptReader, type SelectedPrompt } from '@debrief/prompts';
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody, QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { v1 } from '../v1/paths';
import { compileExample } from './prompts.examples';
import { CompileBody, VersionQuery } from './v1-prompts.dto';

/** Puts values into a prompt (platform.md B2). It changes nothing. */
@Controller(v1('prompts/:name/compile'))
export class V1CompileController {
  constructor(
    private readonly reader: PromptReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @HttpCode(200)
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'Platform',
    summary: 'Compile a prompt',
    description:
      'What is put in is not looked at again. Where values are missing nothing is compiled, and `details.missing` names all of them.',
    answers: {
      200: {
        description: 'The text, or the messages, three times under the names that clients read',
        example: compileExample,
      },
    },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async compile(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('name') name: string,
    @JsonBody(CompileBody) body: CompileBody,
    @QueryDto(VersionQuery) query: VersionQuery,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { variables = {}, placeholders = {} } = body;
    const choice = {
      version: body.version ?? query.version,
      label: body.label ?? query.label,
      otherwise: 'latest',
    } as const;
    const values = { variables, placeholders };
    return toCompileResponse(await this.reader.compile(scope, projectId, name, { choice, values }), variables);
  }
}

const toCompileResponse = (
  { prompt, version, compiled }: SelectedPrompt & { readonly compiled: CompiledPrompt },
  variables: JsonObject,
) => ({
  prompt: {
    id: prompt.id,
    name: prompt.name,
    version: version.version,
    type: prompt.type,
    labels: labelsOf(prompt, version.version),
    config: version.config,
  },
  version: version.version,
  compiledPrompt: compiled.content,
  compiledContent: compiled.content,
  compiled: compiled.content,
  variables,
  unusedVariables: compiled.unusedVariables,
});

import type { VerifiedUser } from '@debrief/infra';
import { OnboardingService } from '@debrief/tenancy';
import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody } from '../../http/body';
import { Operation } from '../../http/operation';
import { contextOf } from '../../http/request-context';
import { Requires, SignedIn } from '../../http/requires';
import { BootstrapBody, bootstrapExample, toBootstrap, toBootstrapResponse } from './onboarding.dto';

@Controller('api/onboarding')
export class OnboardingController {
  constructor(private readonly onboarding: OnboardingService) {}

  @Post('bootstrap')
  @Requires('user')
  @Operation({
    tag: 'Onboarding',
    summary: 'Get a workspace, a project and a first API key',
    description:
      'Finds the user’s workspace and project of these names or makes them. The secret is shown only when it is made.',
    answers: {
      201: { description: 'Something was made', example: bootstrapExample },
      200: {
        description: 'All of it existed',
        example: {
          ...bootstrapExample,
          api_key: null,
          created_workspace: false,
          created_project: false,
          api_key_created: false,
        },
      },
    },
    refuses: ['INVALID'],
  })
  async bootstrap(
    @SignedIn() user: VerifiedUser,
    @JsonBody(BootstrapBody) body: BootstrapBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const made = await this.onboarding.bootstrap(user, toBootstrap(body), contextOf(request).requestId);
    response.status(made.createdWorkspace || made.createdProject ? 201 : 200);
    return toBootstrapResponse(made, body.agent_name);
  }
}

import type { Scope } from '@debrief/kernel';
import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { v1 } from '../v1/paths';
import { v1ScoreExample } from './scores.examples';
import { V1ScoreCreation } from './v1-score-creation';
import { toV1Score } from './v1-score-response';
import { CreateScoreBody, toJsonBody } from './v1-scores.dto';

const example = { ...v1ScoreExample, source: 'ANNOTATION' };

/** What people say of what an agent did. */
@Controller(v1('feedback'))
export class V1FeedbackController {
  constructor(
    private readonly creation: V1ScoreCreation,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @Operation({
    tag: 'Scores',
    summary: 'Give feedback',
    description: 'A score, whose source is ANNOTATION unless it names another.',
    answers: {
      201: { description: 'The score', example },
      200: { description: 'The score that has the id and says the same', example },
    },
    refuses: ['INVALID', 'NOT_FOUND', 'CONFLICT'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(CreateScoreBody) body: CreateScoreBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { score, isNew } = await this.creation.createOne(scope, projectId, toJsonBody(body), 'ANNOTATION');
    response.status(isNew ? 201 : 200);
    return toV1Score(score);
  }
}

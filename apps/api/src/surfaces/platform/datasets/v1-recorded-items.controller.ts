import { RecordedItemsService } from '@debrief/datasets';
import type { Scope } from '@debrief/kernel';
import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { v1 } from '../v1/paths';
import { v1ItemExample } from './datasets.examples';
import { toV1Item } from './items.dto';
import { FromIncidentBody, FromTraceBody, toIncidentSource, toTraceSource } from './recorded-items.dto';

const tag = 'Datasets';

/** Cases made of what was recorded (platform.md B3). */
@Controller(v1('datasets'))
export class V1RecordedItemsController {
  constructor(
    private readonly items: RecordedItemsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post(':id/items/from-trace')
  @Requires('member', 'key:write')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Add an item made from a trace',
    description: 'Copies what went in. The item is tagged with the incidents of the trace.',
    answers: {
      201: { description: 'The new item', example: v1ItemExample },
      200: { description: 'The item that has this id, and the same content, already', example: v1ItemExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async fromTrace(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @JsonBody(FromTraceBody) body: FromTraceBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { value, isNew } = await this.items.fromTrace(scope, projectId, dataset, toTraceSource(body));
    response.status(isNew ? 201 : 200);
    return toV1Item(value);
  }

  @Post(':id/items/from-incident')
  @Requires('member', 'key:write')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Add an item made from an incident',
    description:
      'Its case is its first run that is still there, as for the fix agent. Asked again for the same dataset, it gives the item that there is.',
    answers: {
      201: { description: 'The new item', example: { ...v1ItemExample, expectedOutput: null } },
      200: { description: 'The dataset has an item of the incident already', example: v1ItemExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async fromIncident(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('id') dataset: string,
    @JsonBody(FromIncidentBody) body: FromIncidentBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const projectId = await this.projects.of(scope, request, body.projectId);
    const { value, isNew } = await this.items.fromIncident(scope, projectId, dataset, toIncidentSource(body));
    response.status(isNew ? 201 : 200);
    return toV1Item(value);
  }
}

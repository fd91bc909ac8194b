import type { Scope } from '@debrief/kernel';
import { ObservationReader } from '@debrief/replay';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { writeItems } from '../write-items';
import { toV1List, toV1Page, v1ListExample } from '../v1/page.dto';
import { v1 } from '../v1/paths';
import { v1ObservationExample } from './observations.examples';
import { toV1Observation } from './v1-observation-response';
import { ListV1Observations, toV1Query } from './v1-observations.dto';

const tag = 'Platform';

/** Steps of runs of every surface (platform.md B1). */
@Controller(v1('observations'))
export class V1ObservationsController {
  constructor(
    private readonly reader: ObservationReader,
    private readonly projects: PlatformProjects,
  ) {}

  @Get()
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List observations',
    description: 'Steps of the runs of all surfaces, newest start first.',
    answers: { 200: { description: 'A page', example: v1ListExample([v1ObservationExample]) } },
    refuses: ['INVALID', 'CONFLICT'],
  })
  async list(
    @InScope() scope: Scope,
    @QueryDto(ListV1Observations) query: ListV1Observations,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const page = await this.reader.list(scope, projectId, toV1Query(query), toV1Page(query));
    const { meta } = toV1List(page, () => null, response);
    await writeItems(response, {
      rest: { meta },
      field: 'data',
      parts: this.reader.eachDetailed(scope, page.items),
      toResponse: toV1Observation,
    });
  }

  @Get(':id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get an observation',
    answers: { 200: { description: 'The observation', example: v1ObservationExample } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async get(@InScope() scope: Scope, @RowId('id', 'observation') id: string, @Req() request: Request) {
    const projectId = await this.projects.of(scope, request);
    return toV1Observation(await this.reader.get(scope, projectId, id));
  }
}

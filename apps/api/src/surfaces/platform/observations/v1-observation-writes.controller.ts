import { randomBytes } from 'node:crypto';
import { CreationsService } from '@debrief/ingestion';
import { conflict, invalid, notFound, type Scope } from '@debrief/kernel';
import { ObservationReader } from '@debrief/replay';
import { Controller, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { JsonBody } from '../../../http/body';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { v1 } from '../v1/paths';
import { v1ObservationExample } from './observations.examples';
import {
  toNewObservationBody,
  toObservationBody,
  V1NewObservation,
  V1ObservationPatch,
} from './v1-observation-body.dto';
import { toV1Observation } from './v1-observation-response';

const tag = 'Platform';
const entity = 'observation';

/** Observations as AgentTrace clients and CI send them (platform.md B1). */
@Controller(v1('observations'))
export class V1ObservationWritesController {
  constructor(
    private readonly projects: PlatformProjects,
    private readonly reader: ObservationReader,
    private readonly creations: CreationsService,
  ) {}

  @Post()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @Operation({
    tag,
    summary: 'Create an observation',
    description:
      'Of a trace that is not known it opens one. An id that exists with the same content is answered 200, with other content 409.',
    answers: {
      200: { description: 'It was there with this content', example: v1ObservationExample },
      201: { description: 'Created', example: v1ObservationExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @JsonBody(V1NewObservation) said: V1NewObservation,
  ) {
    const projectId = await this.projects.of(scope, request, said.projectId);
    const body = toNewObservationBody(said);
    const id = said.id ?? randomBytes(8).toString('hex');
    const isThere = said.id !== undefined && (await this.reader.find(scope, projectId, id)) !== undefined;
    const isNew = await this.creations.create(scope, projectId, { entity, id, body }, isThere);
    response.status(isNew ? 201 : 200);
    return toV1Observation(await this.reader.get(scope, projectId, id));
  }

  @Patch(':id')
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @HttpCode(200)
  @Operation({
    tag,
    summary: 'Change an observation',
    description: 'What is absent stays, null clears, `metadata` merges by key.',
    answers: { 200: { description: 'The observation', example: v1ObservationExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async change(
    @InScope() scope: Scope,
    @Req() request: Request,
    @RowId('id', entity) id: string,
    @JsonBody(V1ObservationPatch) said: V1ObservationPatch,
  ) {
    const projectId = await this.projects.of(scope, request, said.projectId);
    const body = toObservationBody(said);
    const found = await this.reader.find(scope, projectId, id);
    if (!found) throw notFound(entity, id);
    if (said.traceId !== undefined && said.traceId !== found.traceExternalId)
      throw invalid('traceId', 'cannot be changed');
    if (!found.isImported) throw conflict(`observation ${id} is a native event, which does not change`);
    // What came as a span is found in its trace.
    const changes = { entity, id, body: { traceId: found.traceExternalId, ...body } } as const;
    await this.creations.change(scope, projectId, changes, found.end ?? found.start);
    return toV1Observation(await this.reader.get(scope, projectId, id));
  }
}

import { CONFIG, type Config } from '@debrief/infra';
import { CreationsService, type OtlpEncoding } from '@debrief/ingestion';
import { conflict, DomainError, newId, notFound, type Scope } from '@debrief/kernel';
import { PlatformTraceReader } from '@debrief/replay';
import { Controller, HttpCode, Inject, Patch, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { BodyLimit, JsonBody, toJsonObject } from '../../../http/body';
import { checkDto } from '../../../http/check-dto';
import { Idempotent } from '../../../http/idempotent';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { contextOf } from '../../../http/request-context';
import { answerTypeOf } from '../../otel/export-body';
import { OtlpExports } from '../../otel/otlp-exports';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { v1 } from '../v1/paths';
import { isExport, markAsExport, speaksProtobuf } from './export-body';
import { withIo } from './trace-parts';
import { toV1Trace } from './trace-responses';
import { v1TraceExample } from './traces.examples';
import { toTraceBody, V1NewTrace, V1TracePatch, withoutNulls } from './v1-trace-body.dto';

const tag = 'Platform';

@Controller(v1('traces'))
export class V1TraceWritesController {
  constructor(
    private readonly projects: PlatformProjects,
    private readonly traces: PlatformTraceReader,
    private readonly creations: CreationsService,
    private readonly exports: OtlpExports,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @BodyLimit('eventBatch')
  @Idempotent()
  @ApiBody({ type: V1NewTrace })
  @Operation({
    tag,
    summary: 'Create a trace',
    description:
      'Nothing is required. An id that exists with the same content is answered 200. A body of OTLP (protobuf, or JSON with `resourceSpans`) is an export of spans, as at `POST /otel/v1/traces`.',
    answers: {
      200: { description: 'It was there with this content; or the export is stored', example: v1TraceExample },
      201: { description: 'Created', example: v1TraceExample },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID', 'UNSUPPORTED'],
  })
  async create(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { body } = contextOf(request);
    if (speaksProtobuf(request))
      return this.export(scope, request, response, {
        encoding: 'protobuf',
        bytes: await body.readToDecode('eventBatch'),
      });
    const bytes = await body.readJson('eventBatch');
    if (isExport(bytes)) return this.export(scope, request, response, { encoding: 'json', bytes });
    const { jsonBytes } = this.config.limits;
    if (bytes.length > jsonBytes) throw new DomainError('TOO_LARGE', `The body is larger than ${jsonBytes} bytes`);
    const said = checkDto(V1NewTrace, toJsonObject(bytes));
    const projectId = await this.projects.of(scope, request, said.projectId);
    const id = said.id ?? newId().replaceAll('-', '');
    const isNew = await this.creations.create(scope, projectId, {
      entity: 'trace',
      id,
      body: withoutNulls(toTraceBody(said)),
    });
    if (!isNew && !(await this.traces.find(scope, projectId, id))) throw conflict(`trace ${id} was deleted`);
    response.status(isNew ? 201 : 200);
    return toV1Trace(await this.traces.get(scope, projectId, id, withIo));
  }

  @Patch(':id')
  @Requires('member', 'key:ingest')
  @Bucket('general')
  @Idempotent()
  @HttpCode(200)
  @Operation({
    tag,
    summary: 'Change a trace',
    description: 'What is absent stays, null clears, `metadata` merges by key.',
    answers: { 200: { description: 'The trace', example: v1TraceExample } },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async change(
    @InScope() scope: Scope,
    @Req() request: Request,
    @RowId('id', 'trace') id: string,
    @JsonBody(V1TracePatch) said: V1TracePatch,
  ) {
    const projectId = await this.projects.of(scope, request, said.projectId);
    if (!(await this.traces.find(scope, projectId, id))) throw notFound('trace', id);
    await this.creations.change(scope, projectId, { entity: 'trace', id, body: toTraceBody(said) });
    return toV1Trace(await this.traces.get(scope, projectId, id, withIo));
  }

  private async export(
    scope: Scope,
    request: Request,
    response: Response,
    sent: { readonly encoding: OtlpEncoding; readonly bytes: Buffer },
  ): Promise<unknown> {
    markAsExport(request);
    const projectId = await this.projects.of(scope, request);
    const answer = await this.exports.store(scope, projectId, 'traces', sent);
    response.status(200);
    return sent.encoding === 'json'
      ? (JSON.parse(answer.toString('utf8')) as unknown)
      : new StreamableFile(answer, { type: answerTypeOf(request) });
  }
}

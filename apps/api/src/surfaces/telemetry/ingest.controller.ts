import type { JsonObject, Scope } from '@debrief/kernel';
import { TelemetryService } from '@debrief/telemetry';
import { Controller, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { ChecksKey, InScope, Requires } from '../../http/requires';
import { batchExample, batchSchema, ingestExample } from './ingest.examples';
import { IngestBody } from './ingest-body';
import { IngestOrigin } from './ingest-origin';

/** Where SDKs report HTTP requests (telemetry.md §1). */
@Controller('ingest/v1')
@UseInterceptors(IngestOrigin)
export class HttpIngestController {
  constructor(private readonly telemetry: TelemetryService) {}

  @Post('http-requests')
  @HttpCode(202)
  @Requires('key:ingest')
  @ChecksKey()
  @Idempotent()
  @ApiBody({ schema: batchSchema, examples: { batch: { value: batchExample } } })
  @Operation({
    tag: 'HTTP telemetry',
    summary: 'Report HTTP requests',
    description:
      'All or nothing: one bad item refuses the batch, and `details` names all that is bad. What is accepted is durable and can be read at ' +
      'once; a repeat of it is accepted again and stored once. Query strings and fragments of paths are never stored.',
    answers: { 202: { description: 'Stored', example: ingestExample } },
    refuses: ['CONFLICT', 'INVALID', 'UNSUPPORTED'],
  })
  async ingest(@InScope() scope: Scope, @IngestBody() body: JsonObject) {
    return { ok: true, accepted: await this.telemetry.ingest(scope, body) };
  }
}

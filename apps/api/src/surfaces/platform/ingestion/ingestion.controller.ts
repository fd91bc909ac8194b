import { DomainError, invalid, type JsonObject, type Scope } from '@debrief/kernel';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { Request } from 'express';
import { JsonBody } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { type BatchAnswer, BatchIngestion } from './batch-ingestion';
import { batchAnswer, batchExample, batchSchema } from './ingestion.examples';

const maxItems = 1_000;

/** Where Langfuse's SDKs send what they collect (platform.md C2). */
@Controller('api/public')
export class PublicIngestionController {
  constructor(
    private readonly batches: BatchIngestion,
    private readonly projects: PlatformProjects,
  ) {}

  @Post('ingestion')
  @HttpCode(207)
  @Requires('member', 'key:ingest')
  @ApiBody({ schema: batchSchema, examples: { batch: { value: batchExample } } })
  @Operation({
    tag: 'Langfuse',
    summary: 'Ingest a batch',
    description:
      'Traces, observations and scores in pieces, in any order: an event that came before changes nothing, another about the same trace or ' +
      'observation adds to it. Each item is answered by itself; what is a success is durable.',
    answers: { 207: { description: 'What became of each item', example: batchAnswer } },
    refuses: ['INVALID', 'TOO_LARGE'],
  })
  async ingest(@InScope() scope: Scope, @JsonBody() body: JsonObject, @Req() request: Request): Promise<BatchAnswer> {
    const batch = body['batch'];
    if (!Array.isArray(batch)) throw invalid('batch', 'must be a list');
    if (batch.length > maxItems) throw new DomainError('TOO_LARGE', `A batch holds at most ${maxItems} events`);
    return this.batches.store(scope, await this.projects.of(scope, request), batch);
  }
}

import type { Scope } from '@debrief/kernel';
import { WebhookEndpointsService } from '@debrief/webhooks';
import { Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { JsonBody } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  CreateWebhookBody,
  PatchWebhookBody,
  RotateWebhookBody,
  toCreateEndpoint,
  toEndpointPatch,
  toShownWebhookResponse,
  toWebhooksResponse,
} from './webhooks.dto';
import { newWebhookExample, patchedWebhookExample, rotatedWebhookExample, webhooksExample } from './webhooks.examples';

const tag = 'Webhooks';
const defaultGraceSeconds = 24 * 3_600;

@Controller('api/webhooks')
export class WebhooksController {
  constructor(private readonly endpoints: WebhookEndpointsService) {}

  @Get()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'List webhooks, newest first',
    answers: { 200: { description: 'All of them: there are 50 at most', example: webhooksExample } },
  })
  async list(@InScope() scope: Scope) {
    return toWebhooksResponse(await this.endpoints.list(scope));
  }

  @Post()
  @Idempotent()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Create a webhook',
    description:
      'Messages are signed as Standard Webhooks says (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`). A message that is not answered with 2xx is sent again, ten times over three days, under the same `webhook-id`; 410, or five days without a success, disables the webhook. `secret` is shown in this answer only.',
    answers: { 201: { description: 'The webhook and, this once, its secret', example: newWebhookExample } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async create(@InScope() scope: Scope, @JsonBody(CreateWebhookBody) body: CreateWebhookBody) {
    return toShownWebhookResponse(await this.endpoints.create(scope, toCreateEndpoint(body)));
  }

  @Patch(':id')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Change a webhook',
    description: 'Where the host changes, `secret` is a new one, shown in this answer only; otherwise it is null.',
    answers: { 200: { description: 'The webhook', example: patchedWebhookExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async patch(@InScope() scope: Scope, @Param('id') id: string, @JsonBody(PatchWebhookBody) body: PatchWebhookBody) {
    return toShownWebhookResponse(await this.endpoints.update(scope, id, toEndpointPatch(body)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Delete a webhook with its deliveries',
    answers: { 204: { description: 'Deleted' } },
    refuses: ['NOT_FOUND'],
  })
  async delete(@InScope() scope: Scope, @Param('id') id: string): Promise<void> {
    await this.endpoints.delete(scope, id);
  }

  @Post(':id/rotate')
  @Idempotent()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Rotate the secret of a webhook',
    description: 'Until the old secret ends, messages carry a signature of each.',
    answers: { 201: { description: 'The webhook and, this once, its new secret', example: rotatedWebhookExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async rotate(@InScope() scope: Scope, @Param('id') id: string, @JsonBody(RotateWebhookBody) body: RotateWebhookBody) {
    const graceSeconds = body.grace_seconds ?? defaultGraceSeconds;
    return toShownWebhookResponse(await this.endpoints.rotate(scope, id, graceSeconds));
  }
}

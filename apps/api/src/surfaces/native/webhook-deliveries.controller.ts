import type { Scope } from '@debrief/kernel';
import { WebhookDeliveriesService } from '@debrief/webhooks';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { toPageRequest } from './page.dto';
import { toDeliveriesResponse, toDeliveryFilters, toDeliveryResponse, WebhookDeliveriesQuery } from './webhooks.dto';
import { deliveriesExample, newDeliveryExample } from './webhooks.examples';

const tag = 'Webhooks';

@Controller('api/webhooks/:id')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  @Post('test')
  @HttpCode(202)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Send a test message',
    description: 'Of type `webhook.test`. How it went shows in the deliveries. A disabled webhook is sent none: 409.',
    answers: { 202: { description: 'On its way', example: newDeliveryExample } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async test(@InScope() scope: Scope, @Param('id') id: string) {
    return { delivery: toDeliveryResponse(await this.deliveries.sendTest(scope, id)) };
  }

  @Get('deliveries')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'List what was sent to a webhook in the last 30 days, newest first',
    answers: { 200: { description: 'A page; each with its last attempt', example: deliveriesExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(WebhookDeliveriesQuery) query: WebhookDeliveriesQuery,
  ) {
    return toDeliveriesResponse(await this.deliveries.list(scope, id, toDeliveryFilters(query), toPageRequest(query)));
  }

  @Post('deliveries/:deliveryId/redeliver')
  @HttpCode(202)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Send a message again',
    description: 'Under the same `webhook-id`, whatever became of it; its schedule of retries begins anew.',
    answers: { 202: { description: 'On its way', example: newDeliveryExample } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async redeliver(@InScope() scope: Scope, @Param('id') id: string, @Param('deliveryId') deliveryId: string) {
    return { delivery: toDeliveryResponse(await this.deliveries.redeliver(scope, id, deliveryId)) };
  }
}

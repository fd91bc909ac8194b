import { Module } from '@nestjs/common';
import { WebhookDeliveriesService } from './deliveries/webhook-deliveries.service';
import { WebhookEndpointsService } from './endpoints/webhook-endpoints.service';

const services = [WebhookEndpointsService, WebhookDeliveriesService];

@Module({ providers: services, exports: services })
export class WebhooksModule {}

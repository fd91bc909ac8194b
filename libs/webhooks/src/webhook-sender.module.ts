import { type DynamicModule, Module } from '@nestjs/common';
import type { MaskText } from './deliveries/take-excerpt';
import { MASK_TEXT, WebhookSender } from './deliveries/webhook-sender';

/** What the worker needs. */
@Module({})
export class WebhookSenderModule {
  /** @param maskText masks the secrets in what endpoints answer: maskers are made to the right of here */
  static masking(maskText: MaskText): DynamicModule {
    return {
      module: WebhookSenderModule,
      providers: [WebhookSender, { provide: MASK_TEXT, useValue: maskText }],
      exports: [WebhookSender],
    };
  }
}

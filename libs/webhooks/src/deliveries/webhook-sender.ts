import { type Config, CONFIG, Database, OutboundClient, type OutboundOutcome, SecretBox } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { readAllowedOutboundHosts } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { openSecrets, webhookSecretPurpose } from '../endpoints/endpoint-secrets';
import { decideAttempt } from './decide-attempt';
import { recordOutcome } from './record-outcome';
import { signMessage } from './sign-message';
import { takeDelivery, type TakenDelivery } from './take-delivery';
import { type MaskText, maxAnswerBytes, takeExcerpt } from './take-excerpt';

/** Injection token: masks the secrets in what endpoints answer. */
export const MASK_TEXT = Symbol('mask text');

/** As the specification recommends: 15 to 30 s. */
const timeoutMs = 20_000;

/** Sends messages: takes one up, sends it outside of a transaction, records what came of it. At least once, under the same `webhook-id`. */
@Injectable()
export class WebhookSender {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    private readonly outbound: OutboundClient,
    @Inject(CONFIG) config: Pick<Config, 'secret'>,
    @Inject(MASK_TEXT) private readonly maskText: MaskText,
  ) {
    this.box = new SecretBox(config.secret, webhookSecretPurpose);
  }

  /** The job: one attempt, if it is due and nobody else makes it. A retry is a job of its own, later. */
  async deliver(scope: Scope, deliveryId: string, now = new Date()): Promise<void> {
    const taken = await this.database.inWorkspace(scope, async (tx) => {
      const found = await takeDelivery(tx, deliveryId, now);
      return found && { ...found, allowedHosts: await readAllowedOutboundHosts(tx) };
    });
    if (!taken) return;
    const { delivery } = taken;
    const start = performance.now();
    const outcome = await this.send(taken, taken.allowedHosts, now);
    const durationMs = Math.round(performance.now() - start);
    const responseExcerpt = outcome.kind === 'answered' ? takeExcerpt(outcome.body, this.maskText) : null;
    const jitter = Math.random();
    await this.database.inWorkspace(scope, (tx) =>
      recordOutcome(tx, scope, delivery, { durationMs, responseExcerpt }, (failingSince) =>
        decideAttempt(outcome, { retries: delivery.retries, failingSince, now, jitter }),
      ),
    );
  }

  private send(
    { delivery, endpoint }: TakenDelivery,
    allowedHosts: readonly string[],
    now: Date,
  ): Promise<OutboundOutcome> {
    const { messageId, payload: body } = delivery;
    const secrets = openSecrets(this.box, endpoint.id, endpoint, now);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Debrief-Webhooks/1',
      ...signMessage(secrets, { id: messageId, body, sentAt: now }),
    };
    return this.outbound.request(endpoint.url, {
      method: 'POST',
      headers,
      body,
      timeoutMs,
      maxBytes: maxAnswerBytes,
      allowedHosts,
    });
  }
}

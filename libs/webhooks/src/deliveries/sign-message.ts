import { Webhook } from 'standardwebhooks';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** Of the attempt, not of the event: receivers refuse old ones. */
  readonly sentAt: Date;
}

/** The headers of a message (Standard Webhooks): one signature for each secret, so that a rotation breaks nobody. */
export const signMessage = (secrets: readonly string[], { id, body, sentAt }: Message): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(' '),
});

import { randomBytes } from 'node:crypto';
import type { SecretBox } from '@debrief/infra';
import type { SealedSecrets } from './endpoints.queries';

/** The purpose under which secrets of endpoints are sealed. */
export const webhookSecretPurpose = 'webhook endpoints';

/** Standard Webhooks: `whsec_` and 24 to 64 random bytes in base64. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** What signs a message now: the current secret and, until its end, the previous one. */
export const openSecrets = (
  box: SecretBox,
  endpointId: string,
  { secret, previousSecret, previousSecretEndsAt }: SealedSecrets,
  now: Date,
): readonly string[] => {
  const isPreviousGood = previousSecret !== null && previousSecretEndsAt !== null && previousSecretEndsAt > now;
  return [secret, ...(isPreviousGood ? [previousSecret] : [])].map((sealed) => box.open(sealed, endpointId));
};

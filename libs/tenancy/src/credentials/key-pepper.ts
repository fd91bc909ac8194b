import { deriveKey } from '@debrief/infra';

/** The instance's key for hashing API keys; changing the instance's secret voids them all. */
export class KeyPepper {
  readonly key: Buffer;

  constructor(instanceSecret: string) {
    this.key = deriveKey(instanceSecret, 'api-key');
  }
}

import { hkdfSync } from 'node:crypto';

/**
 * A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869) out of the instance's secret, so that no two uses share a key.
 * @param purpose a fixed word such as `cursor`; changing it voids all that was made under it
 */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `debrief/${purpose}`, 32));

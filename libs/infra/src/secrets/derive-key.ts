import { hkdfSync } from 'node:crypto';

/**
 * A 32-byte key for one purpose, derived from the instance's secret (HKDF-SHA-256, RFC 5869). Keys of different purposes tell
 * nothing about each other, so one leaked hash key does not open what another one encrypts.
 */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'debrief', purpose, 32));

import { hash } from 'node:crypto';

/**
 * Keyed 16-byte hash of an event's canonical text, to tell a resend from a conflict without keeping unmasked content.
 * Half of a SHA-256 over secret and text: what is left out makes length extension impossible, and one call costs half an HMAC.
 */
export const contentHash = (secret: string, canonicalText: string): Buffer =>
  hash('sha256', `${secret}\n${canonicalText}`, 'buffer').subarray(0, 16);

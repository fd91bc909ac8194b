import { hash } from 'node:crypto';

/**
 * Keyed 16-byte hash of an event's canonical text, to tell a resend from a conflict without keeping unmasked content.
 * Half of a SHA-256 over secret and text: what is left out makes length extension impossible, and one call costs half an HMAC. By way of its
 * text, since memory of its own for each hash would cost the collector more than the hash.
 */
export const contentHash = (secret: string, canonicalText: string): Buffer =>
  Buffer.from(hash('sha256', `${secret}\n${canonicalText}`, 'hex').slice(0, 32), 'hex');

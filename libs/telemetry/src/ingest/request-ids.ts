import { hash } from 'node:crypto';
import type { SentRequest } from './read-batch';

/**
 * The ids of a batch's items (telemetry.md §1): UUIDv7 whose time is the item's and whose other 74 bits are a keyed digest of the project,
 * the cleaned fields and the ordinal among equal items. A resend has the same ids, and so meets what is stored.
 */
export class RequestIds {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly secret: string,
    private readonly projectId: string,
  ) {}

  next(sent: SentRequest): string {
    const { timestamp, ...fields } = sent;
    const text = JSON.stringify([this.projectId, timestamp.ms, timestamp.rest, ...Object.values(fields)]);
    const ordinal = this.seen.get(text) ?? 0;
    this.seen.set(text, ordinal + 1);
    return toUuid(timestamp.ms, hash('sha256', `${this.secret}\n${ordinal}\n${text}`, 'hex'));
  }
}

/** RFC 9562 §5.7. Moments before 1970 have the time of 1970. */
const toUuid = (ms: number, digest: string): string => {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  const variant = (0x8 | (Number.parseInt(digest[3] as string, 16) & 0x3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(8, 20)}`;
};

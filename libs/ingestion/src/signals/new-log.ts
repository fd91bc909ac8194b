import type { JsonText } from '@debrief/kernel';
import type { NewScore } from '../scores/new-score';
import type { SourceIds } from '../spans/raw-span';

/** A log record to store, masked. */
export interface NewLog {
  readonly id: string;
  readonly digest: Buffer;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly sessionId: string | null;
  /** Microseconds since 1970, as all times here. */
  readonly occurredAt: number;
  readonly observedAt: number | null;
  readonly severityNumber: number;
  readonly severityText: string | null;
  readonly eventName: string | null;
  readonly body: JsonText | null;
  readonly attributes: JsonText;
  readonly serviceName: string | null;
  readonly scopeName: string | null;
  readonly sources: SourceIds;
  readonly flags: number;
  readonly droppedAttributesCount: number;
  readonly truncated: JsonText | null;
  /** The sha256 of the media that it names. */
  readonly media: readonly string[];
  readonly scores: readonly NewScore[];
}

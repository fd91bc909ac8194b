import type { JsonText } from '@debrief/kernel';
import type { NewScore } from '../scores/new-score';
import type { Cost, ObservationType, SpanCategory, TokenUsage } from '../dialects/otlp/conventions/normal-span';

/** A span, masked and flattened: what is stored of it, and what it says of its trace. Texts are fit for a column. */
export interface NewSpan {
  /** External id of its trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** It stands at the top: without a parent, or marked as one whose parent is of another application. */
  readonly isRoot: boolean;
  /** It is an observation that was folded from its events, and not a span that was exported: see `EntityService`. */
  readonly isFolded: boolean;
  /** 16 bytes: keyed hash of the span's own fields as received, before masking. */
  readonly contentHash: Buffer;
  /** As sent: what tells whether a span completes another. */
  readonly sentName: string;
  readonly startUnixNano: bigint;
  /** Microseconds since 1970. */
  readonly startMicros: number;
  /** Null: it has not ended. */
  readonly endMicros: number | null;
  readonly durationMs: number | null;
  readonly kind: number;
  readonly status: 'OK' | 'ERROR' | null;
  readonly type: string;
  readonly name: string;
  readonly level: 'debug' | 'default' | 'warning' | 'error';
  readonly observationType: ObservationType;
  readonly category: SpanCategory;
  readonly framework: string;
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly agent: string | null;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly version: string | null;
  readonly statusMessage: string | null;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  /** Microseconds since 1970. */
  readonly firstTokenMicros: number | null;
  /** A moment (`event`), not a span. */
  readonly isMoment: boolean;
  readonly isAppRoot: boolean;
  readonly tags: readonly string[];
  /** Key → JSON text of its value. */
  readonly metadata: ReadonlyMap<string, JsonText> | null;
  /** Of it, what its run has though the span is no root: see `NormalSpan`. */
  readonly sharedMetadata: ReadonlyMap<string, JsonText> | null;
  readonly usage: TokenUsage | null;
  readonly cost: Cost | null;
  readonly finishReasons: readonly string[];
  readonly inputPreview: string | null;
  readonly outputPreview: string | null;
  readonly eventCount: number;
  readonly linkCount: number;
  /** JSON text in UTF-8, as `raw`. Bytes lie outside of V8's heap: the collector need not copy them until the request is stored. */
  readonly payload: Buffer;
  /** The sha256 of the media that it names. */
  readonly media: readonly string[];
  readonly scores: readonly NewScore[];
  /** The span as sent, see `toRawSpan`. */
  readonly raw: Buffer;
}

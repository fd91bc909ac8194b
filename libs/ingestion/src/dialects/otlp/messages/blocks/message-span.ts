import type { NormalSpan } from '../../conventions/normal-span';
import type { OtlpSpan } from '../../otlp.types';
import type { SpanMessages } from '../message-block';
import { readSpanMessages } from '../read-span-messages';

/** What blocks need of a span, or of an event of another surface that counts as one. */
export interface MessageSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly sessionId: string | null;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint | null;
  readonly observationType: string | null;
  readonly toolName: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly tokens: number | null;
  /** US dollars. */
  readonly cost: number | null;
  readonly statusCode: 'OK' | 'ERROR' | null;
  /** What broke the span off, not the answer of a tool. */
  readonly exception: { readonly type: string | null; readonly message: string } | null;
  readonly messages: SpanMessages;
}

/** @param messages what was read of the span, and of its log records */
export function toMessageSpan(
  span: OtlpSpan,
  normal: NormalSpan,
  messages: SpanMessages = readSpanMessages(span, normal),
): MessageSpan {
  const isBroken = normal.status === 'ERROR' || span.events.some(({ name }) => name === 'exception');
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    sessionId: normal.sessionId,
    startUnixNano: span.startUnixNano,
    endUnixNano: span.endUnixNano,
    observationType: normal.observationType,
    toolName: normal.toolName,
    model: normal.requestModel ?? normal.responseModel,
    provider: normal.provider,
    tokens: normal.usage?.total ?? null,
    cost: normal.cost?.total ?? null,
    statusCode: normal.status,
    exception: isBroken ? normal.error : null,
    messages,
  };
}

import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import { type Previews, previewsOf } from '../dialects/otlp/messages/previews-of';
import { readSpanMessages } from '../dialects/otlp/messages/read-span-messages';
import type { OtlpLogRecord, OtlpSpan } from '../dialects/otlp/otlp.types';

/**
 * The previews of a span in which log records say something (otel.md B6). The same whichever came first: they are read of the span and of
 * all the records, and never of previews that were read before.
 */
export const spokenPreviews = (span: OtlpSpan, logs: readonly OtlpLogRecord[]): Previews => {
  const normal = normalizeSpan(span);
  const alone = previewsOf(readSpanMessages(span, normal), normal);
  const said = previewsOf(readSpanMessages(span, normal, logs), normal);
  return { input: said.input ?? alone.input, output: said.output ?? alone.output };
};

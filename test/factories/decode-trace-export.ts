import { TraceExport } from '../../libs/ingestion/src/dialects/otlp/decode/trace-export';
import type { OtlpExport, OtlpSpan } from '../../libs/ingestion/src/dialects/otlp/otlp.types';

/** All spans of an export at once, and what is said of them. */
export const decodeTraceExport = (...request: ConstructorParameters<typeof TraceExport>): OtlpExport<OtlpSpan> => {
  const sent = new TraceExport(...request);
  const items = [...sent.items];
  const { rejected, warnings, media } = sent;
  return { items, rejected, warnings, ...(media.length > 0 && { media }) };
};

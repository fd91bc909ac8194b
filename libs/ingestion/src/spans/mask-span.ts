import type { Masker } from '../masking/masker';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';

/** Masks what a span says, attributes **in place** (the caller owns them); resource and scope are masked where they are stored. */
export const maskSpan = (span: OtlpSpan, masker: Masker): OtlpSpan => {
  const text = (value: string): string => (value === '' ? value : masker.maskText(value).value);
  masker.maskValue(span.attributes);
  for (const link of span.links) masker.maskValue(link.attributes);
  for (const event of span.events) masker.maskValue(event.attributes);
  const name = text(span.name);
  const message = text(span.status.message);
  const isSame = name === span.name && message === span.status.message;
  return isSame ? span : { ...span, name, status: { ...span.status, message } };
};

import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';
import type { PriceList } from '../dialects/otlp/prices/price-list';
import type { Masker } from '../masking/masker';
import { readSpanScores } from '../scores/read-scores';
import { deriveSpan } from './derive-span';
import { hashSpan } from './hash-span';
import { maskSpan } from './mask-span';
import type { NewSpan } from './new-span';
import { type SourceIds, toRawSpan } from './raw-span';

export interface PrepareContext {
  readonly projectId: string;
  /** Keys the content hash. */
  readonly hashSecret: string;
  readonly masker: Masker;
  readonly prices: readonly PriceList[];
  readonly sourcesOf: (span: OtlpSpan) => SourceIds;
  /** The spans are observations, see `NewSpan`. */
  readonly isFolded?: boolean;
}

/** Makes a span to store of one that was sent: hash as received, mask, then derive. Changes its attributes in place. */
export const prepareSpan = (
  sent: OtlpSpan,
  { projectId, hashSecret, masker, prices, sourcesOf, isFolded = false }: PrepareContext,
): NewSpan => {
  const contentHash = hashSpan(hashSecret, sent);
  const span = maskSpan(sent, masker);
  return {
    ...deriveSpan(span, normalizeSpan(span, prices), { projectId, isFolded }),
    contentHash,
    media: span.media ?? [],
    scores: readSpanScores(span),
    raw: Buffer.from(toRawSpan(span, sourcesOf(span))),
  };
};

import { once } from 'node:events';
import type { Scope } from '@debrief/kernel';
import type { ListPage, SpansService, SpanSummary } from '@debrief/replay';
import type { Response } from 'express';
import { toMetaResponse } from './list.dto';
import { toSpanResponse, toSpanWithRaw } from './span-response';
import type { ListSpansQuery } from './traces.dto';

export interface SpansAnswer {
  readonly scope: Scope;
  /** The answer without its spans. */
  readonly rest: object;
  /** Under which name the spans stand. */
  readonly field: 'data' | 'spans';
  readonly spans: readonly SpanSummary[];
  /** Adds what was sent of each. */
  readonly withRaw: boolean;
}

/**
 * Answers with spans. What was sent is read and written a few at a time while the socket drains: one may have a mebibyte, and there may
 * be ten thousand.
 */
export const writeSpans = async (response: Response, service: SpansService, answer: SpansAnswer): Promise<void> => {
  const { scope, rest, field, spans, withRaw } = answer;
  if (!withRaw) {
    response.status(200).json({ ...rest, [field]: spans.map(toSpanResponse) });
    return;
  }
  response
    .status(200)
    .type('application/json')
    .write(`${JSON.stringify(rest).slice(0, -1)},"${field}":[`);
  let separator = '';
  for await (const some of service.eachSent(scope, spans)) {
    const items = some.map((one) => JSON.stringify(toSpanWithRaw(one)));
    if (!response.write(separator + items.join()) && !response.destroyed)
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (response.destroyed) return;
    separator = ',';
  }
  response.end(']}');
};

/** A page of a list of spans. */
export const writeSpanPage = (
  response: Response,
  service: SpansService,
  {
    scope,
    page,
    query,
  }: { readonly scope: Scope; readonly page: ListPage<SpanSummary>; readonly query: ListSpansQuery },
): Promise<void> =>
  writeSpans(response, service, {
    scope,
    rest: toMetaResponse(page, query, response),
    field: 'data',
    spans: page.items,
    withRaw: query.include_raw_span === true,
  });

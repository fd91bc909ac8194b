import { once } from 'node:events';
import type { Scope } from '@debrief/kernel';
import { type ListPage, NotesService, SpansService, type SpanSummary } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type PageQuery, type SpanView, toMetaResponse } from './list.dto';
import { toNoteResponse } from './note-response';
import { toSpanResponse, toSpanWithRaw } from './span-response';
import { writeList } from './write-list';

export interface SpansAnswer extends SpanView {
  readonly scope: Scope;
  /** The answer without its spans. */
  readonly rest: object;
  /** Under which name the spans stand. */
  readonly field: 'data' | 'spans';
  readonly spans: readonly SpanSummary[];
}

const nothing = () => ({});

/** Writes answers of spans with what was asked for of each (otel.md C3). */
@Injectable()
export class SpanAnswers {
  constructor(
    private readonly spans: SpansService,
    private readonly notes: NotesService,
  ) {}

  /**
   * Answers with spans. What was sent is read and written a few at a time while the socket drains: one may have a mebibyte, and there
   * may be ten thousand.
   */
  async write(response: Response, answer: SpansAnswer): Promise<void> {
    const { scope, rest, field, spans, withRaw } = answer;
    const extra = await this.extraOf(answer);
    if (!withRaw) {
      const toItem = answer.withNotes
        ? (span: SpanSummary) => ({ ...toSpanResponse(span), ...extra(span) })
        : toSpanResponse;
      writeList(response, rest, { field, items: spans, toItem });
      return;
    }
    response
      .status(200)
      .type('application/json')
      .write(`${JSON.stringify(rest).slice(0, -1)},"${field}":[`);
    let separator = '';
    for await (const some of this.spans.eachSent(scope, spans)) {
      const items = some.map((one) => JSON.stringify({ ...toSpanWithRaw(one), ...extra(one[0]) }));
      if (!response.write(separator + items.join()) && !response.destroyed)
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      if (response.destroyed) return;
      separator = ',';
    }
    response.end(']}');
  }

  /** A page of a list of spans. */
  writePage(response: Response, { page, query, ...rest }: PageAnswer): Promise<void> {
    return this.write(response, {
      ...rest,
      rest: toMetaResponse(page, query, response),
      field: 'data',
      spans: page.items,
    });
  }

  /** The body of one span. */
  async toOne(scope: Scope, span: SpanSummary, view: SpanView): Promise<object> {
    const extra = await this.extraOf({ ...view, scope, spans: [span] });
    const body = view.withRaw ? toSpanWithRaw(await this.spans.getSent(scope, span)) : toSpanResponse(span);
    return { ...body, ...extra(span) };
  }

  private async extraOf({ scope, spans, withNotes }: Pick<SpansAnswer, 'scope' | 'spans' | 'withNotes'>) {
    if (!withNotes) return nothing;
    const noteOf = await this.notes.ofSpans(scope, spans);
    return (span: SpanSummary) => toNoteResponse(noteOf(span));
  }
}

export interface PageAnswer extends SpanView {
  readonly scope: Scope;
  readonly page: ListPage<SpanSummary>;
  readonly query: PageQuery;
}

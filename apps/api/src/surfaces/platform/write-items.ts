import type { Response } from 'express';
import { writeDrained } from '../../http/write-drained';

export interface ItemsAnswer<T> {
  /** The answer without its items. */
  readonly rest: object;
  /** Under which name they stand. */
  readonly field: string;
  /** They come a few at a time: one may have a mebibyte, and there may be a thousand and more. */
  readonly parts: AsyncIterator<readonly T[]>;
  readonly toResponse: (item: T) => object;
}

/** Answers with items that are read and written while the socket drains, so that a page of large ones costs no memory. */
export const writeItems = async <T>(
  response: Response,
  { rest, field, parts, toResponse }: ItemsAnswer<T>,
): Promise<void> => {
  // Read first: what fails then still is an error of its own.
  let part = await parts.next();
  const rests = JSON.stringify(rest).slice(1);
  response.status(200).type('application/json').write(`{"${field}":[`);
  let separator = '';
  while (!part.done) {
    const items = part.value.map((item) => JSON.stringify(toResponse(item)));
    if (items.length > 0) {
      await writeDrained(response, separator + items.join());
      separator = ',';
    }
    if (response.destroyed) return;
    part = await parts.next();
  }
  response.end(rests === '}' ? ']}' : `],${rests}`);
};

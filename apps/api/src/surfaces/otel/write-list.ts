import type { Response } from 'express';
import { sendJsonParts } from '../../http/send-json-parts';

interface List<T> {
  readonly field: string;
  readonly items: readonly T[];
  readonly toItem: (item: T) => object;
}

/** Items that are made and told together: their text is small enough for V8's young space, where it costs little to forget. */
const itemsAtOnce = 32;

/** Answers with an object that ends with a list, as JSON, without ever holding the text in one piece. @param rest has a field */
export const writeList = <T>(response: Response, rest: object, { field, items, toItem }: List<T>): void => {
  const parts = [`${JSON.stringify(rest).slice(0, -1)},"${field}":[`];
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    const some = JSON.stringify(items.slice(from, from + itemsAtOnce).map(toItem)).slice(1, -1);
    parts.push(from === 0 ? some : `,${some}`);
  }
  parts.push(']}');
  sendJsonParts(response, parts);
};

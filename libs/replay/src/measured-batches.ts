import { isJsonObject, type JsonValue } from '@debrief/kernel';

/** So many are read first, before anything is known of their size. */
const first = 4;
const most = 16;
/** Characters that are held at once, as far as the rows before tell. */
const lengthAtOnce = 2 * 1024 * 1024;

/**
 * Reads rows a few at a time, of which each may have a mebibyte and more: the larger the last ones were, the fewer come next, so that
 * memory does not grow with the page.
 * @param lengthOf the text of a row that was read, in characters
 * @yields what was read, in the order of the items
 */
export async function* inMeasuredBatches<Item, Row>(
  items: readonly Item[],
  read: (some: readonly Item[]) => Promise<Row[]>,
  lengthOf: (row: Row) => number,
): AsyncGenerator<Row[]> {
  let count = first;
  for (let from = 0; from < items.length;) {
    const some = items.slice(from, from + count);
    from += some.length;
    const rows = await read(some);
    const length = rows.reduce((sum, row) => sum + lengthOf(row), 0);
    yield rows;
    count = Math.max(1, Math.min(most, Math.floor((lengthAtOnce * some.length) / Math.max(length, 1))));
  }
}

/** The characters of all texts in a value. */
export const textLengthOf = (value: JsonValue): number => {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLengthOf(item), 0);
  return isJsonObject(value) ? textLengthOf(Object.values(value)) : 0;
};

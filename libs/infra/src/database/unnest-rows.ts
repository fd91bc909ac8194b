/**
 * Array parameters, all of one length, side by side as rows: for a FROM clause. `unnest(a, b)` would write every column to a table of its
 * own before the first row is read, two fifths of what it costs to store a span; in a select list rows are made as they are asked for.
 * @param columns name and type of each array, `trace_id` and `uuid[]`; the first is parameter `$<first>`
 */
export const unnestRows = (columns: readonly (readonly [name: string, type: string])[], first = 1): string =>
  `(select ${columns.map(([name, type], index) => `unnest($${first + index}::${type}) as ${name}`).join(', ')})`;

/**
 * Cuts a list into batches of at most `limit` events (and at least one trace), so that no transaction holds its locks for long.
 * One large trace is a batch of its own: it is never deleted by halves.
 */
export const batchByEvents = <T extends { readonly eventCount: number }>(
  traces: readonly T[],
  limit: number,
): T[][] => {
  const batches: T[][] = [];
  let room = 0;
  for (const trace of traces) {
    if (batches.length === 0 || trace.eventCount > room) {
      batches.push([]);
      room = limit;
    }
    batches.at(-1)?.push(trace);
    room -= trace.eventCount;
  }
  return batches;
};

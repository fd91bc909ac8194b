import { parseMultirange } from '../positions';
import type { LedgerRow } from './plan-page';
import { positionId } from './sse-frame';

type Commit = Pick<LedgerRow, 'kind' | 'firstPosition' | 'lastPosition' | 'seqs'>;

/**
 * A trace as it is sent in seq order: its entries, and under which id each is sent. An entry without a seq is a record of another
 * kind; it stands before the first event that was committed after it.
 */
export interface Timeline {
  readonly length: number;
  seqAt(index: number): number | null;
  positionAt(index: number): number;
  idAt(index: number): string;
}

const noSeq = -1;

/**
 * Puts the commits of a trace in seq order. An entry's own position is its id only where it says the truth: everything up to it has
 * been sent and nothing beyond. Elsewhere (late events) the id names the snapshot and the seq, from which this order goes on.
 * @param commits all of the trace up to `until`, in position order
 * @param aboveSeq the client has the events up to here
 */
export const toTimeline = (commits: readonly Commit[], aboveSeq: number, until: number): Timeline => {
  const { events, records, sentUpTo } = expand(commits, aboveSeq);
  const entries = place(
    inSeqOrder(events),
    records.filter((position) => position > sentUpTo),
  );
  const exact = findExact(entries.positions, sentUpTo);
  const lastSeq = findLastSeqs(entries.seqs, aboveSeq);
  return {
    length: entries.seqs.length,
    seqAt: (index) => (entries.seqs[index] === noSeq ? null : (entries.seqs[index] ?? null)),
    positionAt: (index) => entries.positions[index] ?? 0,
    idAt: (index) => {
      if (exact[index]) return positionId(entries.positions[index] ?? 0);
      return index === entries.seqs.length - 1 ? positionId(until) : `${positionId(until)}~${lastSeq[index]}`;
    },
  };
};

// Parallel arrays of numbers: a trace may hold a million events, and objects for each would take ten times the room.
interface Entries {
  readonly seqs: number[];
  readonly positions: number[];
}

const expand = (commits: readonly Commit[], aboveSeq: number) => {
  const events: Entries = { seqs: [], positions: [] };
  const records: number[] = [];
  let sentUpTo = 0;
  for (const { kind, firstPosition, lastPosition, seqs } of commits) {
    if (kind !== 'event') {
      records.push(lastPosition);
      continue;
    }
    let position = firstPosition;
    for (const [low, high] of parseMultirange(seqs ?? '{}')) {
      for (let seq = low; seq < high; seq += 1, position += 1) {
        if (seq <= aboveSeq) sentUpTo = position;
        else {
          events.seqs.push(seq);
          events.positions.push(position);
        }
      }
    }
  }
  return { events, records, sentUpTo };
};

/** By seq; of an event that changed only its latest position stays. */
const inSeqOrder = ({ seqs, positions }: Entries): Entries => {
  if (seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))) return { seqs, positions };
  const order = Uint32Array.from(seqs.keys()).sort((a, b) => (seqs[a] ?? 0) - (seqs[b] ?? 0) || a - b);
  const sorted: Entries = { seqs: [], positions: [] };
  order.forEach((at, index) => {
    if (seqs[at] === seqs[order[index + 1] ?? -1]) return;
    sorted.seqs.push(seqs[at] ?? 0);
    sorted.positions.push(positions[at] ?? 0);
  });
  return sorted;
};

const place = (events: Entries, records: readonly number[]): Entries => {
  if (records.length === 0) return events;
  const placed: Entries = { seqs: [], positions: [] };
  let next = 0;
  const placeRecords = (before: number): void => {
    for (let position = records[next]; position !== undefined && position < before; position = records[(next += 1)]) {
      placed.seqs.push(noSeq);
      placed.positions.push(position);
    }
  };
  events.positions.forEach((position, index) => {
    placeRecords(position);
    placed.seqs.push(events.seqs[index] ?? 0);
    placed.positions.push(position);
  });
  placeRecords(Infinity);
  return placed;
};

/** Whether each position is above all before it and below all after it. */
const findExact = (positions: readonly number[], sentUpTo: number): Uint8Array => {
  const exact = new Uint8Array(positions.length);
  let highest = sentUpTo;
  positions.forEach((position, index) => {
    if (position > highest) [highest, exact[index]] = [position, 1];
  });
  let lowest = Infinity;
  for (let index = positions.length - 1; index >= 0; index -= 1) {
    const position = positions[index] ?? 0;
    if (position > lowest) exact[index] = 0;
    lowest = Math.min(lowest, position);
  }
  return exact;
};

/** The seq up to which events have been sent, at each entry. */
const findLastSeqs = (seqs: readonly number[], aboveSeq: number): Float64Array => {
  const last = new Float64Array(seqs.length);
  let reached = aboveSeq;
  seqs.forEach((seq, index) => {
    if (seq !== noSeq) reached = seq;
    last[index] = reached;
  });
  return last;
};

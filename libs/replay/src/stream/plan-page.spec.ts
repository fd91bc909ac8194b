import { type LedgerRow, planPage } from './plan-page';

const commit = (firstPosition: number, seqs: string, size: number): LedgerRow => ({
  firstPosition,
  lastPosition: firstPosition + size - 1,
  kind: 'event',
  projectId: 'p',
  traceId: 't',
  externalId: 'x',
  recordId: null,
  seqs,
});
const trace = (position: number): LedgerRow => ({ ...commit(position, '', 1), kind: 'trace', seqs: null });
/** [position, low, high] of each slice. */
const shape = (rows: LedgerRow[], after: number, most: number, aboveSeq?: number) => {
  const { slices, others, cutAt } = planPage(rows, after, most, aboveSeq);
  return { slices: slices.map((s) => [s.position, s.low, s.high]), others: others.map((o) => o.lastPosition), cutAt };
};

const rows = [commit(11, '{[0,4)}', 4), trace(15), commit(16, '{[4,6),[9,11)}', 4)];

it.each<[string, number, number, number | undefined, ReturnType<typeof shape>]>([
  [
    'all of the rows',
    10,
    100,
    undefined,
    {
      slices: [
        [11, 0, 4],
        [16, 4, 6],
        [18, 9, 11],
      ],
      others: [15],
      cutAt: null,
    },
  ],
  [
    'from the middle of a commit',
    12,
    100,
    undefined,
    {
      slices: [
        [13, 2, 4],
        [16, 4, 6],
        [18, 9, 11],
      ],
      others: [15],
      cutAt: null,
    },
  ],
  ['from the second range of a commit', 18, 100, undefined, { slices: [[19, 10, 11]], others: [15], cutAt: null }],
  ['cut within a range', 10, 3, undefined, { slices: [[11, 0, 3]], others: [], cutAt: 13 }],
  ['cut before another kind', 10, 4, undefined, { slices: [[11, 0, 4]], others: [], cutAt: 14 }],
  ['cut after another kind', 10, 5, undefined, { slices: [[11, 0, 4]], others: [15], cutAt: 15 }],
  [
    'cut between two ranges',
    10,
    7,
    undefined,
    {
      slices: [
        [11, 0, 4],
        [16, 4, 6],
      ],
      others: [15],
      cutAt: 17,
    },
  ],
  [
    'just full',
    10,
    9,
    undefined,
    {
      slices: [
        [11, 0, 4],
        [16, 4, 6],
        [18, 9, 11],
      ],
      others: [15],
      cutAt: null,
    },
  ],
  [
    'only seqs above one',
    10,
    100,
    4,
    {
      slices: [
        [17, 5, 6],
        [18, 9, 11],
      ],
      others: [15],
      cutAt: null,
    },
  ],
])('plans %s', (_what, after, most, aboveSeq, expected) => {
  expect(shape(after === 18 ? rows.slice(2).concat(trace(15)) : rows, after, most, aboveSeq)).toEqual(expected);
});

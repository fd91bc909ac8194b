import type { NewEvent } from '../new-event';
import { couldRefuse, type TraceRoom } from './could-refuse';

const trace: TraceRoom = { strictSeq: false, room: 100, maxSeq: 4 };

describe('couldRefuse', () => {
  it.each<[string, number[], Partial<TraceRoom>, boolean]>([
    ['nothing', [], {}, false],
    ['ascending seqs above the highest', [5, 6, 9], {}, false],
    ['another order of unused seqs', [9, 5, 6], {}, false],
    ['a seq at the highest', [5, 4], {}, true],
    ['a seq twice', [5, 6, 5], {}, true],
    ['a seq twice in a row', [5, 5], {}, true],
    ['strict: ascending', [5, 6, 9], { strictSeq: true }, false],
    ['strict: another order', [9, 5, 6], { strictSeq: true }, true],
    ['as much room as events', [5, 6], { room: 2 }, false],
    ['less room than events', [5, 6], { room: 1 }, true],
  ])('%s', (_name, seqs, changes, expected) => {
    expect(
      couldRefuse(
        seqs.map((seq) => ({ seq }) as NewEvent),
        { ...trace, ...changes },
      ),
    ).toBe(expected);
  });
});

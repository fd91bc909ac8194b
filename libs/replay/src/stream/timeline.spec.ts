import type { StreamKind } from './stream.types';
import { toTimeline } from './timeline';

const commit = (firstPosition: number, seqs: string, size: number, kind: StreamKind = 'event') => ({
  kind,
  firstPosition,
  lastPosition: firstPosition + size - 1,
  seqs,
});
const trace = (position: number) => commit(position, '{}', 1, 'trace');
/** `seq` or the record's mark, and the id under which it is sent. */
const shape = (commits: ReturnType<typeof commit>[], aboveSeq = -1, until = 99) => {
  const timeline = toTimeline(commits, aboveSeq, until);
  return Array.from(
    { length: timeline.length },
    (_, index) => `${timeline.seqAt(index) ?? 'trace'} ${timeline.idAt(index)}`,
  );
};

it('sends events that were committed in order under their positions', () => {
  expect(shape([commit(10, '{[0,2)}', 2), commit(20, '{[2,3),[7,8)}', 2)])).toEqual([
    '0 @10',
    '1 @11',
    '2 @20',
    '7 @21',
  ]);
});

it('names snapshot and seq while a late event stands between others, so that nothing is sent twice or left out', () => {
  const late = [commit(10, '{[0,1)}', 1), commit(11, '{[5,6)}', 1), commit(12, '{[1,2)}', 1), commit(13, '{[6,7)}', 1)];
  expect(shape(late)).toEqual(['0 @10', '1 @99~1', '5 @99~5', '6 @13']);
});

it('names the snapshot alone when all of it has been sent', () => {
  expect(shape([commit(10, '{[5,6)}', 1), commit(12, '{[1,2)}', 1)])).toEqual(['1 @99~1', '5 @99']);
});

it('counts what the client has already: a position below it is no truth', () => {
  expect(shape([commit(10, '{[5,6)}', 1), commit(12, '{[1,2)}', 1), commit(14, '{[6,8)}', 2)], 1)).toEqual([
    '5 @99~5',
    '6 @14',
    '7 @15',
  ]);
});

it('gives a changed event its latest position', () => {
  expect(shape([commit(10, '{[0,3)}', 3), commit(20, '{[1,2)}', 1)])).toEqual(['0 @10', '1 @99~1', '2 @99']);
});

it('places other records where they were committed', () => {
  expect(shape([trace(9), commit(10, '{[0,2)}', 2), trace(12), commit(13, '{[2,3)}', 1), trace(14)])).toEqual([
    'trace @9',
    '0 @10',
    '1 @11',
    'trace @12',
    '2 @13',
    'trace @14',
  ]);
});

it('leaves out records that were committed before what the client has', () => {
  expect(shape([trace(9), commit(10, '{[0,2)}', 2), trace(12)], 1)).toEqual(['trace @12']);
});

it('is empty for a trace without events', () => expect(shape([])).toEqual([]));

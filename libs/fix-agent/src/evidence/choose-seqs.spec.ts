import { chooseSeqs } from './choose-seqs';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('chooseSeqs', () => {
  it.each<[string, number[], number[]]>([
    ['nothing', [], []],
    ['what stands around one step', [10], range(7, 13)],
    ['no seq below zero', [1], range(0, 4)],
    ['steps far apart', [2, 100], [...range(0, 5), ...range(97, 103)]],
    ['each seq once', [5, 5, 6], range(2, 9)],
  ])('takes %s', (_name, named, expected) => expect(chooseSeqs(named)).toEqual(expected));

  it('takes sixty at most, the named steps first', () => {
    const named = Array.from({ length: 50 }, (_, index) => index * 100);
    const chosen = chooseSeqs(named);
    expect(chosen).toHaveLength(60);
    expect(chosen).toEqual(expect.arrayContaining(named));
  });
});

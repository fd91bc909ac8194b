import { spreadBlame } from './blame';

describe('blame', () => {
  it.each<[string, number[][], number[], number[]]>([
    ['stays where nothing leads back', [[], [], []], [0, 0, 2], [0, 0, 1]],
    ['goes back, less with every step', [[], [0], [1]], [0, 0, 1], [0.36, 0.6, 1]],
    [
      'gathers on what several failures were built on: they show at 4 to 6, caused at 1',
      [[], [], [], [], [1], [1], [1]],
      [0, 0, 0, 0, 1, 1, 1],
      [0, 1, 0, 0, 0.5556, 0.5556, 0.5556],
    ],
    ['is shared between several sources', [[], [], [0, 1]], [0, 0, 1], [0.3, 0.3, 1]],
    ['is nowhere without evidence', [[], [0]], [0, 0], [0, 0]],
    ['is no number of an empty run', [], [], []],
  ])('%s', (_, graph, evidence, expected) => {
    expect(spreadBlame(graph, evidence).map((value) => Math.round(value * 10_000) / 10_000)).toEqual(expected);
  });
});

import { packView, tellView, unpackView } from './told-view';

const view = {
  blocks: [],
  totalTokens: 12,
  totalCost: 0.5,
  start: '2026-01-01T00:00:00.000000Z',
  end: null,
  toolDefinitions: [{ type: 'function', function: { name: 'a\nb' } }],
  toolNames: ['a\nb'],
  isTruncated: true,
};

describe('a view that is kept', () => {
  it.each([
    ['without blocks', []],
    ['with one', [{ text: 'a' }]],
    ['with some more than are told at once', Array.from({ length: 33 }, (_, at) => ({ at, text: 'Grüße' }))],
    ['with many', Array.from({ length: 200 }, (_, at) => ({ at, gone: undefined }))],
    ['with line ends, NUL and lone surrogates in its texts', [{ text: 'a\nb\u0000\ud800' }, { text: 'Grüße 你好' }]],
  ])('is told as it was, %s', async (_name, blocks) => {
    const told = tellView({ ...view, blocks: blocks as never });
    const { blocks: bytes, ...rest } = await unpackView(await packView(told));
    expect(Buffer.from(bytes).toString('utf8')).toBe(JSON.stringify(blocks));
    expect(rest).toEqual({ ...view, totalBlocks: blocks.length, blocks: undefined });
  });
});

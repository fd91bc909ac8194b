import type { JsonObject } from '@debrief/kernel';
import { readFilesSnapshot, totalsOf } from './files-snapshot';

describe('readFilesSnapshot', () => {
  it('keeps hash and size, and no content', () => {
    const sent = { 'a.py': { hash: 'abc', size: 3, content: 'secret' }, 'b.py': 'def', 'c.py': {}, 'd.py': null };
    expect({ ...readFilesSnapshot('filesSnapshot', sent) }).toEqual({
      'a.py': { hash: 'abc', size: 3 },
      'b.py': { hash: 'def', size: null },
      'c.py': { hash: null, size: null },
      'd.py': { hash: null, size: null },
    });
  });

  it('keeps a file named __proto__', () => {
    const snapshot = readFilesSnapshot('filesSnapshot', JSON.parse('{"__proto__": {"hash": "x"}}') as JsonObject);
    expect(Object.keys(snapshot)).toEqual(['__proto__']);
  });

  it.each([[{ a: 1 }], [{ a: { size: -1 } }], [{ a: { size: 1.5 } }], [{ a: { hash: 1 } }], [{ a: 'x'.repeat(257) }]])(
    'refuses %j',
    (sent) =>
      expect(() => readFilesSnapshot('filesSnapshot', sent as JsonObject)).toThrow(
        expect.objectContaining({ code: 'INVALID' }),
      ),
  );
});

describe('totalsOf', () => {
  it.each([
    [null, [], 0, 0],
    [null, ['a', 'b'], 2, 0],
    [{ a: { hash: null, size: 3 }, b: { hash: 'x', size: null } }, ['a'], 2, 3],
    [{}, ['a'], 0, 0],
  ])('of %j and %j is %p files of %p bytes', (snapshot, changed, files, bytes) =>
    expect(totalsOf(snapshot, changed)).toEqual({ files, bytes }),
  );
});

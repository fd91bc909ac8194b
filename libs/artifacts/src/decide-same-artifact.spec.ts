import { isSameArtifact } from './decide-same-artifact';

const known = { traceId: 't', sizeBytes: 10, sha256: 'aa' };

describe('isSameArtifact', () => {
  it.each([
    ['the same bytes', known, {}, true],
    ['no hash told now', known, { sha256: null }, true],
    ['no hash known yet', { ...known, sha256: null }, {}, true],
    ['another hash', known, { sha256: 'bb' }, false],
    ['another size', known, { sizeBytes: 11, sha256: null }, false],
    ['another trace', known, { traceId: 'u' }, false],
  ])('%s', (_case, there, wanted, same) => {
    expect(isSameArtifact(there, { ...known, ...wanted })).toBe(same);
  });
});

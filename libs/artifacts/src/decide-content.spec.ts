import { checkDeclaredSize, decideDeclaredType, decideUpload } from './decide-content';

const png = Buffer.from('89504e470d0a1a0a00', 'hex');
const jpeg = Buffer.from('ffd8ffe000', 'hex');

describe('decideUpload', () => {
  it.each([
    ['PNG as PNG', png, 'image/png', 'image/png'],
    ['JPEG that is called PNG', jpeg, 'image/png', 'image/jpeg'],
    ['PNG that is called WebM', png, 'video/webm;codecs=vp9', 'image/png'],
    ['a type in capitals', png, 'Image/PNG', 'image/png'],
  ])('stores %s', (_case, bytes, type, stored) => {
    expect(decideUpload(bytes, { type, size: bytes.length })).toBe(stored);
  });

  it.each([
    ['PNG that is called text', png, 'text/plain', null, 'UNSUPPORTED'],
    ['PNG without a type', png, undefined, null, 'UNSUPPORTED'],
    ['text that is called PNG', Buffer.from('hello'), 'image/png', null, 'UNSUPPORTED'],
    ['nothing that is called PNG', Buffer.alloc(0), 'image/png', null, 'UNSUPPORTED'],
    ["a size that is not the bytes'", png, 'image/png', 8, 'INVALID'],
    ['a size that is no number', png, 'image/png', Number.NaN, 'INVALID'],
  ])('refuses %s', (_case, bytes, type, size, code) => {
    expect(() => decideUpload(bytes, { type, size })).toThrow(expect.objectContaining({ code }));
  });
});

describe('a declaration', () => {
  it.each([0, 1, 100])('may say %d bytes', (size) => expect(() => checkDeclaredSize(size, 100)).not.toThrow());
  it.each([
    [101, 'TOO_LARGE'],
    [-1, 'INVALID'],
    [1.5, 'INVALID'],
    [2 ** 53, 'INVALID'],
  ])('may not say %d bytes', (size, code) =>
    expect(() => checkDeclaredSize(size, 100)).toThrow(expect.objectContaining({ code })),
  );
  it.each(['image/gif', 'image/svg+xml', 'image/jpg', 'image/png2', ''])('may not say %j', (type) =>
    expect(() => decideDeclaredType(type)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' })),
  );
});

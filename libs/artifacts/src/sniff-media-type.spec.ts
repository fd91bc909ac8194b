import { sniffMediaType } from './sniff-media-type';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const text = (value: string): string => Buffer.from(value).toString('hex');
const ebmlHeader = (docType: string): string =>
  `1a45dfa3 9f 4286 81 01 42f7 81 01 42f2 81 04 42f3 81 08 4282 ${(0x80 + docType.length).toString(16)} ${text(docType)} 4287 81 04`;

describe('sniffMediaType', () => {
  it.each([
    ['PNG', '89504e470d0a1a0a 0000000d49484452', 'image/png'],
    ['JPEG with JFIF', 'ffd8ffe0 00104a464946', 'image/jpeg'],
    ['JPEG with Exif', 'ffd8ffe1 00104578696600', 'image/jpeg'],
    ['WebM', ebmlHeader('webm'), 'video/webm'],
    [
      'WebM whose sizes take eight bytes',
      `1a45dfa3 010000000000000b 4282 0100000000000004 ${text('webm')}`,
      'video/webm',
    ],
    ['WebM whose header has no known size', `1a45dfa3 01ffffffffffffff 4282 84 ${text('webm')}`, 'video/webm'],
    ['WebM with a padded DocType', `1a45dfa3 89 4282 86 ${text('webm')} 0000`, 'video/webm'],
    ['Matroska', ebmlHeader('matroska'), undefined],
    ['EBML without DocType', '1a45dfa3 84 4286 81 01', undefined],
    ['EBML cut short', '1a45dfa3', undefined],
    ['EBML with a broken size', '1a45dfa3 00', undefined],
    ['EBML with an element id of zero', '1a45dfa3 84 00 00 00 00', undefined],
    ['the word webm without EBML', text('webm'), undefined],
    ['a PNG signature cut short', '89504e47', undefined],
    ['JPEG without a marker', 'ffd8', undefined],
    ['GIF', text('GIF89a'), undefined],
    ['HTML', text('<!doctype html>'), undefined],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg">'), undefined],
    ['nothing', '', undefined],
  ])('tells %s by its first bytes', (_name, bytes, type) => {
    expect(sniffMediaType(hex(bytes))).toBe(type);
  });
});

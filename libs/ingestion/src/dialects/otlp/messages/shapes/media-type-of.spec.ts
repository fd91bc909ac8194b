import { mediaTypeOf } from './media-type-of';

it.each([
  ['image', 'png', 'image/png'],
  ['image', 'jpg', 'image/jpeg'],
  ['audio', 'mp3', 'audio/mpeg'],
  ['audio', 'wav', 'audio/wav'],
  ['document', 'pdf', 'application/pdf'],
  ['document', 'md', 'text/markdown'],
  ['document', 'odd', null],
  ['image', null, null],
] as const)('%s of the format %s is %s', (kind, format, mediaType) => {
  expect(mediaTypeOf(kind, format)).toBe(mediaType);
});

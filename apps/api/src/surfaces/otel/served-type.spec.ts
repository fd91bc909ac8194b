import { servedType } from './served-type';

describe('servedType', () => {
  it.each(['image/png', 'audio/wav', 'video/mp4', 'application/pdf', 'application/json', 'application/octet-stream'])(
    '%s is served as what it is',
    (type) => expect(servedType(type)).toBe(type),
  );

  it.each(['text/plain', 'text/csv', 'text/markdown'])('%s is a text in UTF-8', (type) =>
    expect(servedType(type)).toBe(`${type}; charset=utf-8`),
  );

  it.each([
    'text/html',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/xml',
    'application/xml',
    'text/javascript',
    'application/ecmascript',
    'application/rss+xml',
  ])('%s, which a browser may run, is a plain text', (type) =>
    expect(servedType(type)).toBe('text/plain; charset=utf-8'),
  );
});

import { parseInclude, parseResume, type ResumePoint } from './parse-resume';

describe('parseResume', () => {
  it.each<[string, string | undefined, number | undefined, ResumePoint]>([
    ['a position', '@10077', undefined, { at: 'position', position: 10077 }],
    ['position 0', '@0', undefined, { at: 'position', position: 0 }],
    ['the header before the query', '@7', 3, { at: 'position', position: 7 }],
    ['an event', 'sess_1:42', undefined, { at: 'event', trace: 'sess_1', seq: 42 }],
    ['an event of a trace with colons: the last one splits', 'a:b:0', undefined, { at: 'event', trace: 'a:b', seq: 0 }],
    ['an event of a trace that looks like a position', '@12:5', undefined, { at: 'event', trace: '@12', seq: 5 }],
    ['a seq in the header', '18', undefined, { at: 'seq', seq: 18 }],
    ['a seq in the query', undefined, 18, { at: 'seq', seq: 18 }],
    ['all seqs', undefined, -1, { at: 'seq', seq: -1 }],
    ['the middle of a timeline', '@90~17', undefined, { at: 'timeline', position: 90, seq: 17 }],
    ['the beginning of a timeline', '@90~-1', undefined, { at: 'timeline', position: 90, seq: -1 }],
    ['nothing', undefined, undefined, { at: 'nothing' }],
    ['an empty header', '', 3, { at: 'seq', seq: 3 }],
  ])('reads %s', (_what, header, query, expected) => {
    expect(parseResume(header, query)).toEqual(expected);
  });

  it.each([
    ['@'],
    ['@x'],
    ['@-1'],
    ['@1.5'],
    ['@1~'],
    [':5'],
    ['sess_1:'],
    ['sess_1'],
    ['-1'],
    ['1e3'],
    ['@9007199254740993'],
    ['9007199254740993'],
  ])('refuses %j as a last event id', (header) =>
    expect(() => parseResume(header, undefined)).toThrow(expect.objectContaining({ code: 'INVALID' })),
  );
});

describe('parseInclude', () => {
  it.each<[string | undefined, string[]]>([
    [undefined, ['event']],
    ['', ['event']],
    ['trace', ['event', 'trace']],
    ['trace, incident,trace', ['event', 'trace', 'incident']],
  ])('of %j is %j', (include, kinds) => expect([...parseInclude(include)]).toEqual(kinds));

  it.each([['spans'], ['trace,event'], ['Trace']])('refuses %j', (include) =>
    expect(() => parseInclude(include)).toThrow(expect.objectContaining({ code: 'INVALID' })),
  );
});

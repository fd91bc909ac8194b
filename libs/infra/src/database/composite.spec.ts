import { readComposite } from './composite';

describe('readComposite', () => {
  it.each([
    ['(a,1,)', ['a', '1', null]],
    ['()', [null]],
    ['(,)', [null, null]],
    ['("",a)', ['', 'a']],
    ['("a,b","(c)"," ")', ['a,b', '(c)', ' ']],
    [String.raw`("a ""b""","""","\\n")`, ['a "b"', '"', String.raw`\n`]],
    ['("one\ntwo",é)', ['one\ntwo', 'é']],
  ])('reads %s', (text, expected) => {
    expect(readComposite(text)).toEqual(expected);
  });
});

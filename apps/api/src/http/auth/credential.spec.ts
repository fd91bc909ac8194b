import { readCredential } from './credential';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const any = (secret: string): object => ({ secret, publicKey: null, kind: 'any' });
const key = (secret: string, publicKey: string | null = null): object => ({ secret, publicKey, kind: 'key' });

describe('readCredential', () => {
  it.each([
    ['Bearer', { authorization: 'Bearer abc' }, any('abc')],
    ['the scheme in any case, spaces around', { authorization: '  bEaReR   abc ' }, any('abc')],
    ['the bare value', { authorization: 'abc.def' }, any('abc.def')],
    ['Basic', { authorization: basic('pk:sk') }, key('sk', 'pk')],
    ['X-API-Key', { 'x-api-key': 'abc' }, key('abc')],
    ['X-SeeStack-Key', { 'x-seestack-key': 'abc' }, key('abc')],
    ['Authorization before the key headers', { authorization: 'Bearer abc', 'x-api-key': 'def' }, any('abc')],
    ['an empty Authorization as none', { authorization: ' ', 'x-api-key': 'def' }, key('def')],
    ['nothing', {}, undefined],
    ['a scheme alone', { authorization: 'Bearer' }, undefined],
    ['another scheme', { authorization: 'Digest abc' }, undefined],
    ['more than two words', { authorization: 'Bearer abc def' }, undefined],
    ['Basic without a colon', { authorization: basic('sk') }, undefined],
    ['Basic with an empty half', { authorization: basic(':sk') }, undefined],
    ['Basic with two colons', { authorization: basic('pk:sk:x') }, undefined],
    ['Basic that is not base64', { authorization: 'Basic ~~~' }, undefined],
  ])('reads %s', (_name, headers, expected) => {
    expect(readCredential(headers)).toEqual(expected);
  });
});

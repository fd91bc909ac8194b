import { wantsJson } from './wants-json';

describe('wantsJson', () => {
  it.each([
    [undefined, 'application/json', true],
    [undefined, 'Application/JSON; q=0.9, text/plain', true],
    [undefined, 'application/json, text/html', false],
    [undefined, 'application/json, */*;q=0.1', false],
    [undefined, 'application/problem+json', false],
    [undefined, '*/*', false],
    [undefined, undefined, false],
    ['json', 'text/html', true],
    ['xml', 'application/json', true],
    ['xml', '*/*', false],
  ])('with format %j and Accept %j is %j', (format, accept, json) => {
    expect(wantsJson(format, accept)).toBe(json);
  });
});

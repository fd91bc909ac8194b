import { cloneJson } from './clone-json';
import { parseJson } from './parse-json';

it('copies all that JSON can hold, long numbers and keys of prototypes too', () => {
  const text = '{"a":[12345678901234567890,{"__proto__":{"b":1e400}},null,"\\ud800"],"":false}';
  const value = parseJson(text);
  const copy = cloneJson(value);
  expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
  expect(copy).not.toBe(value);
});

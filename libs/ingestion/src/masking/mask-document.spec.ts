import { maskDocument } from './mask-document';
import { createMasker } from './masker';

const masker = createMasker();
const secret = `sk-${'a1b2'.repeat(8)}`;

describe('maskDocument', () => {
  it.each([
    ['a text', `key: ${secret}\nend`, 'key: [REDACTED]\nend'],
    ['a key of JSON', '{ "password": "hunter2", "user": "ann" }', '{"password":"[REDACTED]","user":"ann"}'],
    ['a value of JSON', `[{"note":"${secret}"}]`, '[{"note":"[REDACTED]"}]'],
    ['large JSON', `[{"note":"${secret}"}${',{}'.repeat(100_000)}]`, `[{"note":"[REDACTED]"}${',{}'.repeat(100_000)}]`],
    ['JSON that is broken', `{"note":"${secret}"`, '{"note":"[REDACTED]"'],
  ])('hides the secrets of %s', (_what, text, masked) => expect(maskDocument(masker, text)).toBe(masked));

  it.each(['plain words', '{ "user" : "ann",\n "n": 12345678901234567890 }'])('leaves %j as it is', (text) =>
    expect(maskDocument(masker, text)).toBe(text),
  );
});

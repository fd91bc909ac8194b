import { isSignedBy } from './is-signed-by';

/** The example of GitHub's own documentation. */
const secret = "It's a Secret to Everybody";
const body = Buffer.from('Hello, World!');
const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

describe('isSignedBy', () => {
  it('takes what the secret signed', () => expect(isSignedBy(secret, body, signature)).toBe(true));

  it.each([
    ['another secret', 'other', body, signature],
    ['another body', secret, Buffer.from('Hello, World?'), signature],
    ['bytes that only read alike', secret, Buffer.concat([body, Buffer.of(0xff)]), signature],
    ['another digest', secret, body, signature.replace('sha256', 'sha512')],
    ['half a signature', secret, body, signature.slice(0, 40)],
    ['none', secret, body, ''],
    ['letters beyond ASCII of the same length', secret, body, 'é'.repeat(signature.length)],
  ])('refuses %s', (_what, key, bytes, given) => expect(isSignedBy(key, bytes, given)).toBe(false));
});

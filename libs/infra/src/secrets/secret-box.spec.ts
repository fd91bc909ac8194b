import { deriveKey } from './derive-key';
import { SecretBox } from './secret-box';

const box = new SecretBox('s'.repeat(32), 'answers');

describe('SecretBox', () => {
  it('opens what it sealed, for the same context only', () => {
    const sealed = box.seal('{"api_key":"dbf_sk_x"} ü', 'row 1');
    expect(box.open(sealed, 'row 1')).toBe('{"api_key":"dbf_sk_x"} ü');
    expect(() => box.open(sealed, 'row 2')).toThrow();
    expect(sealed.includes('dbf_sk_x')).toBe(false);
  });

  it.each([0, 1, 14, 30])('refuses a value whose byte %i was changed', (at) => {
    const sealed = box.seal('a text of some length', 'row');
    sealed[at]! ^= 1;
    expect(() => box.open(sealed, 'row')).toThrow();
  });

  it('cannot be opened by another purpose or instance', () => {
    const sealed = box.seal('text', 'row');
    expect(() => new SecretBox('s'.repeat(32), 'other').open(sealed, 'row')).toThrow();
    expect(() => new SecretBox('t'.repeat(32), 'answers').open(sealed, 'row')).toThrow();
    expect(deriveKey('s'.repeat(32), 'a')).not.toEqual(deriveKey('s'.repeat(32), 'b'));
  });
});

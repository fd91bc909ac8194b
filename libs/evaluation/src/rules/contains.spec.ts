import type { JsonValue } from '@debrief/kernel';
import { contains, type ContainsConfig } from './contains';

const plain: ContainsConfig = { needles: ['refund', '42'], mode: 'all', ignoreCase: false, negate: false };

describe('contains', () => {
  it.each<[JsonValue | undefined, Partial<ContainsConfig>, boolean, string[]]>([
    ['refund of 42', {}, true, ['refund', '42']],
    ['refund', {}, false, ['refund']],
    ['refund', { mode: 'any' }, true, ['refund']],
    ['Refund 42', {}, false, ['42']],
    ['Refund 42', { ignoreCase: true }, true, ['refund', '42']],
    ['nothing', { mode: 'any' }, false, []],
    ['nothing', { mode: 'any', negate: true }, true, []],
    ['refund', { mode: 'any', negate: true }, false, ['refund']],
    ['refund', { negate: true }, true, ['refund']],
    [{ action: 'refund', amount: 42 }, {}, true, ['refund', '42']],
    [undefined, {}, false, []],
    [undefined, { negate: true }, true, []],
    ['(a+)+$', { needles: ['(a+)+$'] }, true, ['(a+)+$']],
  ])('%j with %j: %s', (actual, config, isTrue, found) =>
    expect(contains(actual, { ...plain, ...config })).toMatchObject({ value: isTrue ? 1 : 0, metadata: { found } }),
  );
});

import { refill, takeToken } from './token-bucket';

const size = { capacity: 70, perSecond: 1 };
const now = 1_790_000_000_000;

describe('takeToken', () => {
  it.each([
    ['of a new bucket', undefined, 0, 69, true],
    ['of a full one, however long ago it was used', { tokens: 0, at: now }, 3_600_000, 69, true],
    ['of one that has filled a little', { tokens: 0, at: now }, 1500, 0.5, true],
    ['of one that has not filled enough', { tokens: 0, at: now }, 900, 0.9, false],
    ['when the clock ran backwards', { tokens: 5, at: now }, -5000, 4, true],
  ] as const)('takes one %s', (_what, state, later, tokens, isTaken) => {
    expect(takeToken(state, now + later, size)).toMatchObject({ tokens: expect.closeTo(tokens), isTaken });
  });

  it('lets as many pass as there are, and then one a second', () => {
    let state = takeToken(undefined, now, size);
    let passed = 1;
    for (; (state = takeToken(state, now, size)).isTaken; passed += 1);
    expect(passed).toBe(70);
    expect(takeToken(state, now + 999, size).isTaken).toBe(false);
    expect(takeToken(state, now + 1000, size).isTaken).toBe(true);
    expect(refill(state, now + 70_000, size)).toBe(70);
  });
});

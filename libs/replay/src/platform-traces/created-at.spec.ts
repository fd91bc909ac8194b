import { createdAtOf } from './created-at';

describe('createdAtOf', () => {
  it('reads the time in an id', () =>
    // The example of RFC 9562, appendix A.6.
    expect(createdAtOf('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(Date.UTC(2022, 1, 22, 19, 22, 22) * 1000));
});

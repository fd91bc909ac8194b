import { InstallStates } from './install-states';

const states = new InstallStates('s'.repeat(32));
const start = new Date('2026-01-01T00:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const state = states.mint('workspace', 'user', start);

describe('a state', () => {
  it('says for ten minutes who began, and where', () => {
    expect(states.open(state, after(9.9))).toEqual({
      workspaceId: 'workspace',
      userId: 'user',
      nonce: expect.any(String),
    });
    expect(() => states.open(state, after(10))).toThrow('expired');
  });

  it('is another each time', () => {
    const [one, two] = [state, states.mint('workspace', 'user', start)].map((each) => states.open(each, start).nonce);
    expect(one).not.toBe(two);
  });

  it.each([
    ['nothing', ''],
    ['not ours', 'abc'],
    ['changed', `${state.slice(0, -2)}AA`],
    ['of another instance', new InstallStates('t'.repeat(32)).mint('workspace', 'user', start)],
    ['plain claims', Buffer.from('{"workspaceId":"workspace"}').toString('base64url')],
  ])('that is %s is refused', (_what, text) => {
    expect(() => states.open(text, start)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { state: expect.any(String) } }),
    );
  });
});

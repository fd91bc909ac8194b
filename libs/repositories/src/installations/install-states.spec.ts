import { InstallStates } from './install-states';

const states = new InstallStates('s'.repeat(32), false);
const hosted = new InstallStates('s'.repeat(32), true);
const start = new Date('2026-01-01T00:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const person = { workspaceId: 'workspace', userId: 'user', browser: 'kept by the browser' };
const state = states.mint(person, start);

describe('a state', () => {
  it('says for ten minutes who began, and where', () => {
    const { workspaceId, userId } = person;
    expect(states.open(state, undefined, after(9.9))).toEqual({ workspaceId, userId, nonce: expect.any(String) });
    expect(() => states.open(state, undefined, after(10))).toThrow('expired');
  });

  it('is another each time', () => {
    const [one, two] = [state, states.mint(person, start)].map((each) => states.open(each, undefined, start).nonce);
    expect(one).not.toBe(two);
  });

  it('is good in its own browser alone, where that is asked for', () => {
    const bound = hosted.mint(person, start);
    expect(hosted.open(bound, person.browser, start)).toMatchObject({ userId: 'user' });
    for (const browser of [undefined, '', 'of somebody else'])
      expect(() => hosted.open(bound, browser, start)).toThrow();
  });

  it.each([
    ['nothing', ''],
    ['not ours', 'abc'],
    ['changed', `${state.slice(0, -2)}AA`],
    ['of another instance', new InstallStates('t'.repeat(32), false).mint(person, start)],
    ['plain claims', Buffer.from('{"workspaceId":"workspace"}').toString('base64url')],
  ])('that is %s is refused', (_what, text) => {
    expect(() => states.open(text, undefined, start)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { state: expect.any(String) } }),
    );
  });
});

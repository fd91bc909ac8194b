import { spellingsOf } from './spellings-of';

describe('spellingsOf', () => {
  it.each([
    ['evals', ['evals']],
    ['my%20evals', ['my%20evals', 'my evals']],
    ['100%', ['100%']],
  ])('of %s are %j', (name, spellings) => expect(spellingsOf(name)).toEqual(spellings));
});

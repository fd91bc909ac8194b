import { readRepoName } from './repo-name';

describe('readRepoName', () => {
  it.each(['acme/agents', 'Acme-Inc/my.agents_2', 'a/b'])('takes %s', (name) => expect(readRepoName(name)).toBe(name));

  it.each([
    '',
    'acme',
    'acme/',
    '/agents',
    'acme/agents/x',
    'https://github.com/acme/agents',
    'git@github.com:acme/agents',
    'acme/agents.git',
    'acme/..',
    'acme/.',
    '-acme/agents',
    'acme/ag ents',
    'acme/agents?x',
    'acme/agents#x',
    'acme%2fx/agents',
    'acme/agents\n',
    `acme/${'x'.repeat(101)}`,
  ])('refuses %j', (name) => expect(() => readRepoName(name)).toThrow('must be owner/name'));
});

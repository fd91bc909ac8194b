import { cleanRepoUrl, repoUrlForms } from './clean-repo-url';

describe('cleanRepoUrl', () => {
  it.each([
    ['https://github.com/acme/agents.git', 'https://github.com/acme/agents.git'],
    ['https://x-access-token:ghs_abc@github.com/acme/agents.git', 'https://github.com/acme/agents.git'],
    ['https://ghp_abc@github.com/acme/agents', 'https://github.com/acme/agents'],
    ['https://me:p@ss@github.com/acme/agents', 'https://github.com/acme/agents'],
    ['https://me:pa/ss@github.com/acme/agents', 'https://github.com/acme/agents'],
    ['https://github.com/acme/agents?access_token=abc#frag', 'https://github.com/acme/agents'],
    ['http://me:secret@git.example.test:8080/acme/agents', 'http://git.example.test:8080/acme/agents'],
    ['ssh://git:secret@github.com/acme/agents.git', 'ssh://git@github.com/acme/agents.git'],
    ['git@github.com:acme/agents.git', 'git@github.com:acme/agents.git'],
    ['me:secret@github.com:acme/agents.git', 'github.com:acme/agents.git'],
    ['me:secret@github.com/acme/agents', 'github.com/acme/agents'],
    ['token@github.com/acme/agents', 'github.com/acme/agents'],
    ['  https://github.com/acme/agents ', 'https://github.com/acme/agents'],
    ['/srv/git/agents', '/srv/git/agents'],
    ['', ''],
  ])('reads %p as %p', (sent, clean) => expect(cleanRepoUrl(sent)).toBe(clean));

  it.each(['https://u:pw@h/x', 'u:pw@h/x', 'ssh://u:pw@h/x', 'https://u:p/w:pw@h/x', 'u:pw@h:x', 'git://u:pw@h/x'])(
    'leaves no password of %p',
    (sent) => expect(cleanRepoUrl(sent)).not.toContain('pw'),
  );
});

it('compares an address with and without its ending', () => {
  const forms = repoUrlForms('https://me:x@github.com/acme/agents.git/');
  expect(forms).toEqual(
    expect.arrayContaining(['https://github.com/acme/agents', 'https://github.com/acme/agents.git']),
  );
});

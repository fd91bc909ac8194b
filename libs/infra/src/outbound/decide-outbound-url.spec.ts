import { parseAllowedHost } from './allowed-host';
import { decideOutboundUrl, decideResolved, isSameHost } from './decide-outbound-url';

const listOf = (...texts: string[]) =>
  texts.map((text) => {
    const entry = parseAllowedHost(text);
    if (!entry) throw new Error(`${text} is no entry`);
    return entry;
  });
const decide = (url: string, operator: string[] = [], workspace: string[] = []): string => {
  const decision = decideOutboundUrl(url, { operator: listOf(...operator), workspace: listOf(...workspace) });
  return decision.kind === 'allowed' ? 'allowed' : decision.reason;
};

describe('decideOutboundUrl', () => {
  it.each([
    ['https://hooks.example.com/debrief?x=1'],
    ['https://hooks.example.com:8443/'],
    ['https://hooks.example.com./'],
    ['https://1.1.1.1/'],
    ['https://[2606:4700:4700::1111]/'],
    ['https://[::ffff:8.8.8.8]/'],
    ['https://[64:ff9b::8.8.8.8]/'],
    ['https://bücher.example/'],
    ['https://internal.example.com/'],
    ['https://localhost.example.com/'],
    ['https://127.0.0.1.nip.io/'],
  ])('lets pass %s', (url) => expect(decide(url)).toBe('allowed'));

  it.each<[string, string]>([
    // Loopback in every spelling.
    ['https://127.0.0.1/', 'loopback'],
    ['https://127.0.0.1:8443/', 'loopback'],
    ['https://127.255.255.254/', 'loopback'],
    ['https://127.1/', 'loopback'],
    ['https://127.0.0.1./', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f000001/', 'loopback'],
    ['https://0x7f.0x0.0x0.0x1/', 'loopback'],
    ['https://0X7F.1/', 'loopback'],
    ['https://0177.0.0.01/', 'loopback'],
    ['https://017700000001/', 'loopback'],
    ['https://127。0。0。1/', 'loopback'],
    ['https://127．0．0．1/', 'loopback'],
    ['https://１２７.0.0.1/', 'loopback'],
    ['https://①②⑦.⓪.⓪.①/', 'loopback'],
    ['https://%31%32%37.0.0.1/', 'loopback'],
    ['https:///127.0.0.1/', 'loopback'],
    ['https:127.0.0.1', 'loopback'],
    ['https://[::1]/', 'loopback'],
    ['https://[0:0:0:0:0:0:0:1]/', 'loopback'],
    ['https://[0000::0001]:443/', 'loopback'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['https://[::ffff:7f00:1]/', 'loopback'],
    ['https://[0:0:0:0:0:ffff:127.0.0.1]/', 'loopback'],
    ['https://[::127.0.0.1]/', 'loopback'],
    ['https://[::ffff:0:127.0.0.1]/', 'loopback'],
    ['https://[64:ff9b::127.0.0.1]/', 'loopback'],
    ['https://[64:ff9b::7f00:1]/', 'loopback'],
    ['https://[2002:7f00:1::]/', 'loopback'],
    ['https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/', 'loopback'],
    // Unspecified: on many systems the machine itself.
    ['https://0.0.0.0/', 'unspecified'],
    ['https://0/', 'unspecified'],
    ['https://0x0/', 'unspecified'],
    ['https://0.1.2.3/', 'unspecified'],
    ['https://[::]/', 'unspecified'],
    ['https://[::ffff:0.0.0.0]/', 'unspecified'],
    // Private.
    ['https://10.0.0.1/', 'private'],
    ['https://172.16.0.1/', 'private'],
    ['https://172.31.255.255/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://3232235777/', 'private'],
    ['https://[fc00::1]/', 'private'],
    ['https://[fdff:ffff::1]/', 'private'],
    ['https://[fec0::1]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://[64:ff9b::192.168.0.1]/', 'private'],
    ['https://[2002:c0a8:101::1]/', 'private'],
    ['https://100.64.0.1/', 'carrier_grade_nat'],
    ['https://169.254.0.1/', 'link_local'],
    ['https://[fe80::1]/', 'link_local'],
    ['https://[febf::1]/', 'link_local'],
    // Clouds' metadata.
    ['https://169.254.169.254/latest/meta-data/', 'metadata'],
    ['https://2852039166/', 'metadata'],
    ['https://0xa9fea9fe/', 'metadata'],
    ['https://[::ffff:169.254.169.254]/', 'metadata'],
    ['https://[fd00:ec2::254]/', 'metadata'],
    ['https://[fd00:0ec2:0:0:0:0:0:254]/', 'metadata'],
    ['https://169.254.170.2/v2/credentials', 'metadata'],
    ['https://168.63.129.16/', 'metadata'],
    ['https://100.100.100.200/', 'metadata'],
    ['https://192.0.0.192/', 'metadata'],
    ['https://metadata.google.internal/', 'metadata'],
    ['https://METADATA.google.internal./', 'metadata'],
    ['https://metadata/', 'metadata'],
    ['https://instance-data/', 'metadata'],
    // The rest of the special-purpose registries.
    ['https://224.0.0.1/', 'multicast'],
    ['https://[ff02::1]/', 'multicast'],
    ['https://255.255.255.255/', 'reserved'],
    ['https://240.0.0.1/', 'reserved'],
    ['https://192.0.2.1/', 'reserved'],
    ['https://198.51.100.1/', 'reserved'],
    ['https://203.0.113.1/', 'reserved'],
    ['https://198.18.0.1/', 'reserved'],
    ['https://192.88.99.1/', 'reserved'],
    ['https://[2001:db8::1]/', 'reserved'],
    ['https://[3fff::1]/', 'reserved'],
    ['https://[100::1]/', 'reserved'],
    ['https://[64:ff9b:1::7f00:1]/', 'reserved'],
    ['https://[4000::1]/', 'reserved'],
    ['https://[5f00::1]/', 'reserved'],
    ['https://[2002:808:808::]/', 'tunnel'],
    ['https://[2001:0:4136:e378:8000:63bf:f7f7:f7f7]/', 'tunnel'],
    ['https://[::8.8.8.8]/', 'tunnel'],
    // Names of private networks.
    ['https://localhost/', 'local_name'],
    ['https://LOCALHOST./', 'local_name'],
    ['https://%6c%6f%63%61lhost/', 'local_name'],
    ['https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/', 'local_name'],
    ['https://app.localhost/', 'local_name'],
    ['https://printer.local/', 'local_name'],
    ['https://vault.internal/', 'local_name'],
    ['https://db.svc.cluster.local/', 'local_name'],
    ['https://router.lan/', 'local_name'],
    ['https://nas.home.arpa/', 'local_name'],
    ['https://postgres:5432/', 'local_name'],
    // Schemes, credentials, and texts that parsers read differently.
    ['http://hooks.example.com/', 'scheme'],
    ['ftp://hooks.example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://hooks.example.com/', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['https://user@hooks.example.com/', 'credentials'],
    ['https://:pw@hooks.example.com/', 'credentials'],
    ['https://hooks.example.com@127.0.0.1/', 'credentials'],
    ['https://hooks.example.com\\@127.0.0.1/', 'malformed'],
    ['https:\\\\127.0.0.1/', 'malformed'],
    ['https://hooks.exam\nple.com/', 'malformed'],
    ['https://hooks.example.com/\r\nHost: x', 'malformed'],
    [' https://hooks.example.com/', 'malformed'],
    ['https://[fe80::1%25eth0]/', 'malformed'],
    ['https://[fe80::1%eth0]/', 'malformed'],
    ['https://256.1.1.1/', 'malformed'],
    ['https://1.1.1.1.1/', 'malformed'],
    ['https://hooks.example.com:0/', 'malformed'],
    ['https://hooks.example.com:99999/', 'malformed'],
    ['https://hooks.example.com../', 'malformed'],
    ['//hooks.example.com/', 'malformed'],
    ['hooks.example.com', 'malformed'],
    ['', 'malformed'],
    [`https://hooks.example.com/${'x'.repeat(2_048)}`, 'malformed'],
  ])('refuses %j: %s', (url, reason) => expect(decide(url)).toBe(reason));

  it.each<[string, string[], string]>([
    ['http://127.0.0.1:9000/', ['127.0.0.1'], 'allowed'],
    ['http://127.0.0.1:9000/', ['127.0.0.1:9000'], 'allowed'],
    ['http://127.0.0.1:9001/', ['127.0.0.1:9000'], 'scheme'],
    ['https://127.0.0.1:9001/', ['127.0.0.1:9000'], 'loopback'],
    ['https://127.0.0.1/', ['127.0.0.1:443'], 'allowed'],
    ['http://[::1]:9000/', ['::1'], 'allowed'],
    ['http://[::1]:9000/', ['[::1]:9000'], 'allowed'],
    ['https://[::ffff:10.1.2.3]/', ['10.0.0.0/8'], 'allowed'],
    ['https://11.1.2.3/', ['10.0.0.0/8'], 'allowed'],
    ['https://172.16.0.1/', ['10.0.0.0/8'], 'private'],
    ['http://hooks:8080/', ['hooks'], 'allowed'],
    ['http://HOOKS.corp./', ['hooks.corp'], 'allowed'],
    ['https://a.b.corp/', ['*.corp'], 'allowed'],
    ['https://corp/', ['*.corp'], 'local_name'],
    ['https://notcorp/', ['*.corp'], 'local_name'],
    ['https://evilhooks.corp/', ['hooks.corp'], 'local_name'],
    ['https://u:p@hooks.corp/', ['hooks.corp'], 'credentials'],
    ['https://169.254.169.254/', ['169.254.0.0/16'], 'metadata'],
    ['https://169.254.169.254/', ['0.0.0.0/0'], 'metadata'],
    ['https://169.254.169.254/', ['169.254.169.254'], 'allowed'],
    ['ftp://hooks.corp/', ['hooks.corp'], 'scheme'],
  ])('the operator decides of %s by %j: %s', (url, operator, expected) => expect(decide(url, operator)).toBe(expected));

  it.each<[string, string[], string[], string]>([
    ['https://hooks.example.com/', ['hooks.example.com'], [], 'allowed'],
    ['https://other.example.com/', ['hooks.example.com'], [], 'not_allowed'],
    ['https://other.example.com/', ['*.example.com'], [], 'allowed'],
    ['https://hooks.example.com:8443/', ['hooks.example.com:443'], [], 'not_allowed'],
    ['https://10.0.0.1/', ['10.0.0.1'], [], 'private'],
    ['https://localhost/', ['localhost'], [], 'local_name'],
    ['https://10.0.0.1/', ['hooks.example.com'], ['10.0.0.0/8'], 'not_allowed'],
    ['https://10.0.0.1/', ['10.0.0.1'], ['10.0.0.0/8'], 'allowed'],
  ])('the workspace narrows %s by %j, and widens nothing of %j: %s', (url, workspace, operator, expected) =>
    expect(decide(url, operator, workspace)).toBe(expected),
  );
});

describe('decideResolved', () => {
  const target = { host: 'hooks.example.com', port: 443 };
  it.each<[string, string[], string | undefined]>([
    ['93.184.215.14', [], undefined],
    ['2606:4700:4700::1111', [], undefined],
    ['127.0.0.1', [], 'loopback'],
    ['::ffff:127.0.0.1', [], 'loopback'],
    ['fe80::1%eth0', [], 'link_local'],
    ['10.0.0.1', [], 'private'],
    ['10.0.0.1', ['10.0.0.0/8'], undefined],
    ['::ffff:10.0.0.1', ['10.0.0.0/8'], undefined],
    ['10.0.0.1', ['hooks.example.com'], undefined],
    ['10.0.0.1', ['hooks.example.com:8443'], 'private'],
    ['169.254.169.254', ['hooks.example.com'], 'metadata'],
    ['::ffff:a9fe:a9fe', ['169.254.0.0/16'], 'metadata'],
    ['not an address', [], 'malformed'],
  ])('of a name that leads to %s, with %j: %s', (address, operator, expected) =>
    expect(decideResolved(address, target, listOf(...operator))).toBe(expected),
  );
});

describe('isSameHost', () => {
  it.each([
    ['https://a.example/x', 'https://A.example./y?z', true],
    ['https://a.example', 'https://a.example:443', true],
    ['https://a.example', 'https://a.example:444', false],
    ['https://a.example', 'http://a.example:443', false],
    ['https://a.example', 'https://b.example', false],
    ['https://a.example', 'https://x.a.example', false],
    ['https://127.0.0.1', 'https://2130706433', true],
    ['a.example', 'a.example', false],
  ])('%s and %s: %s', (before, after, expected) => expect(isSameHost(before, after)).toBe(expected));
});

describe('parseAllowedHost', () => {
  it.each([
    [''],
    ['https://a.example'],
    ['a.example/path'],
    ['10.0.0.0/33'],
    ['10.0.0.0/'],
    ['*'],
    ['a.*.example'],
    ['*.10.0.0.1'],
    ['user@a.example'],
    ['a b'],
    ['a.example:99999'],
    ['a\\b'],
    ['x'.repeat(301)],
  ])('refuses %j', (text) => expect(parseAllowedHost(text)).toBeUndefined());
});

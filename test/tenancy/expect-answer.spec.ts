import type { Grant } from '../../apps/api/src/http/requires';
import { type Expected, expectAnswer } from './expect-answer';
import type { CallerFacts } from './principals';

const key: CallerFacts = { type: 'key', scopes: ['ingest'], place: 'here' };
const owner: CallerFacts = { type: 'user', role: 'owner', place: 'here' };
const server: CallerFacts = { type: 'server', place: 'here' };

describe('expectAnswer', () => {
  it.each<[string, Grant[], CallerFacts, boolean, Expected]>([
    ['nobody', ['viewer'], { type: 'nobody', code: 'key_expired' }, true, '401 key_expired'],
    ['a key with the scope', ['key:ingest', 'member'], key, true, 'allowed'],
    ['a key without it', ['key:read', 'member'], key, true, '403 missing_scope'],
    ['a key where people may', ['member'], key, true, '403 wrong_principal'],
    ['a key of elsewhere', ['key:ingest'], { ...key, place: 'elsewhere' }, true, 'hidden'],
    ['a key of elsewhere where no row is named', ['key:ingest'], { ...key, place: 'elsewhere' }, false, 'allowed'],
    [
      'a key that names a workspace not its own',
      ['key:ingest'],
      { ...key, place: 'intruding' },
      false,
      '403 scope_mismatch',
    ],
    ['an owner where viewers may', ['viewer'], owner, true, 'allowed'],
    ['a viewer where members may', ['key:write', 'member'], { ...owner, role: 'viewer' }, true, '403 missing_role'],
    ['an owner of elsewhere', ['owner'], { ...owner, place: 'elsewhere' }, true, 'hidden'],
    [
      'an owner who names a workspace not theirs',
      ['viewer'],
      { ...owner, place: 'intruding' },
      true,
      '403 scope_mismatch',
    ],
    ['a user of nothing', ['viewer'], { type: 'user', role: null, place: 'elsewhere' }, true, '403 missing_role'],
    [
      'a user of nothing where any user may',
      ['user'],
      { type: 'user', role: null, place: 'elsewhere' },
      false,
      'allowed',
    ],
    ['an owner where keys may', ['key:ingest'], owner, true, '403 wrong_principal'],
    ['the server', ['server'], server, true, 'allowed'],
    ['the server where owners may', ['owner'], server, true, '403 wrong_principal'],
    ['the server in no workspace', ['server'], { ...server, place: 'unnamed' }, true, '422 workspace_required'],
    ['the server in an unknown one', ['server'], { ...server, place: 'unknown' }, false, '404 not_found'],
    ['the server in another one', ['server'], { ...server, place: 'elsewhere' }, true, 'hidden'],
  ])('%s', (_name, grants, caller, namesRow, expected) => {
    expect(expectAnswer(grants, caller, namesRow)).toBe(expected);
  });
});

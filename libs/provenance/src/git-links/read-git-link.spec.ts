import type { JsonObject } from '@debrief/kernel';
import { filesOf, readGitLink } from './read-git-link';

const sha = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

describe('readGitLink', () => {
  it('needs a trace and a commit', () =>
    expect(readGitLink({ traceId: 't', commitSha: sha })).toMatchObject({
      id: null,
      linkType: 'commit',
      filesAdded: [],
    }));

  it.each<[string, JsonObject, object]>([
    ['the type by its other name', { type: 'start' }, { linkType: 'start' }],
    ['the type in any case', { linkType: 'CURRENT' }, { linkType: 'current' }],
    ['linkType before type', { linkType: 'end', type: 'start' }, { linkType: 'end' }],
    [
      'the author by its other name',
      { authorName: 'A', authorEmail: 'a@x' },
      { commitAuthor: 'A', commitAuthorEmail: 'a@x' },
    ],
    ['a commit in capitals', { commitSha: sha.toUpperCase() }, { commitSha: sha }],
    ['a URL without its password', { repoUrl: 'https://u:p@h/x' }, { repoUrl: 'https://h/x' }],
    ['a time', { commitTimestamp: '2026-11-27T10:00:00+01:00' }, { commitTimestamp: new Date('2026-11-27T09:00:00Z') }],
  ])('reads %s', (_what, body, expected) =>
    expect(readGitLink({ traceId: 't', commitSha: sha, ...body })).toMatchObject(expected),
  );

  it.each<[string, JsonObject]>([
    ['traceId', { commitSha: sha }],
    ['commitSha', { traceId: 't' }],
    ['commitSha', { traceId: 't', commitSha: '' }],
    ['commitSha', { traceId: 't', commitSha: 'HEAD' }],
    ['commitSha', { traceId: 't', commitSha: 'abc123' }],
    ['linkType', { traceId: 't', commitSha: sha, linkType: 'merge' }],
    ['type', { traceId: 't', commitSha: sha, type: 'merge' }],
    ['additions', { traceId: 't', commitSha: sha, additions: -1 }],
  ])('refuses a %s that is wrong', (field, body) =>
    expect(() => readGitLink(body)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    ),
  );
});

it('counts each file once, whatever happened to it', () =>
  expect(
    filesOf({ filesAdded: ['a'], filesModified: ['b', 'a'], filesDeleted: ['c'], filesChanged: ['a', 'd'] }),
  ).toEqual(['a', 'b', 'c', 'd']));

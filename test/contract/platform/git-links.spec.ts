import { runs } from '../../medium/regression/regression-suite';
import { sha, useProvenance } from '../../medium/provenance/provenance-suite';

const otherSha = 'b1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

describe('git links', () => {
  const suite = useProvenance();
  const post = (body: object) => suite.send('POST', '/v1/git-links', body);

  it('are recorded with commit, author and files, and read back', async () => {
    const traceId = await suite.record(runs.heeds);
    const { status, body } = await post({
      traceId,
      commitSha: sha.toUpperCase(),
      type: 'start',
      branch: 'main',
      repoUrl: 'https://x-access-token:ghs_1234567890@github.com/acme/agents.git',
      commitMessage: 'Book the slot\n\nthat was asked for',
      authorName: 'Ada',
      authorEmail: 'ada@example.com',
      commitTimestamp: '2026-11-27T10:00:00+01:00',
      filesAdded: ['a.ts'],
      filesModified: ['b.ts', 'c.ts'],
      additions: 12,
    });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        id: expect.any(String),
        projectId: suite.own.projectId,
        traceId,
        observationId: null,
        linkType: 'start',
        commitSha: sha,
        parentSha: null,
        branch: 'main',
        tag: null,
        repoUrl: 'https://github.com/acme/agents.git',
        commitMessage: 'Book the slot\n\nthat was asked for',
        commitAuthor: 'Ada',
        commitAuthorEmail: 'ada@example.com',
        commitTimestamp: '2026-11-27T09:00:00.000Z',
        filesAdded: ['a.ts'],
        filesModified: ['b.ts', 'c.ts'],
        filesDeleted: [],
        filesChanged: ['a.ts', 'b.ts', 'c.ts'],
        filesChangedCount: 3,
        additions: 12,
        deletions: null,
        ciRunId: null,
        createdAt: expect.any(String),
      },
    });
    expect(await suite.done('GET', `/v1/git-links/${String(body.id)}`)).toEqual(body);
    const page = { data: [body], meta: { totalCount: 1, hasMore: false, nextCursor: null } };
    expect(await suite.done('GET', `/v1/traces/${traceId}/git-links`)).toEqual(page);
    expect(await suite.done('GET', `/v1/git-links/commit/${sha}`)).toEqual(page);
    expect(await suite.done('GET', `/v1/git-links/commit/${sha.slice(0, 7).toUpperCase()}`)).toEqual(page);
    expect(await suite.done('GET', `/v1/git-links/commit/${otherSha}`)).toMatchObject({ data: [] });
    expect(await suite.done('GET', '/v1/git-links?repoUrl=https://github.com/acme/agents')).toEqual(page);
  });

  it('are one for each trace, commit and type', async () => {
    const traceId = await suite.record(runs.heeds);
    const first = await post({ id: 'mine', traceId, commitSha: sha });
    expect(first.status).toBe(201);
    expect(await post({ traceId, commitSha: sha, commitMessage: 'said later' })).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await post({ id: 'mine', traceId, commitSha: sha })).toMatchObject({ status: 200, body: first.body });
    expect(await post({ id: 'mine', traceId, commitSha: otherSha })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    });
    expect(await post({ traceId, commitSha: sha, linkType: 'end' })).toMatchObject({ status: 201 });
    expect(await suite.done('GET', '/v1/git-links')).toMatchObject({ meta: { totalCount: 2 } });
  });

  it.each([
    ['traceId', { commitSha: sha }],
    ['commitSha', { traceId: 't' }],
    ['commitSha', { traceId: 't', commitSha: 'main' }],
    ['commitSha', { traceId: 't', commitSha: 'abc123' }],
    ['linkType', { traceId: 't', commitSha: sha, linkType: 'merge' }],
  ])('refuse a %s that is wrong: %j', async (field, body) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request', details: { field } } },
    });
  });

  it('are not found for what is not there', async () => {
    const traceId = await suite.record(runs.heeds);
    expect(await post({ traceId: 'nowhere', commitSha: sha })).toMatchObject({ status: 404 });
    expect(await post({ traceId, commitSha: sha, ciRunId: 'nowhere' })).toMatchObject({ status: 404 });
    expect(await suite.send('GET', '/v1/git-links/nowhere')).toMatchObject({ status: 404 });
    expect(await suite.send('GET', '/v1/git-links/commit/main')).toMatchObject({ status: 400 });
  });

  it('make a timeline, newest commit first, with the runs that failed', async () => {
    const [good, bad] = [await suite.record(runs.heeds), await suite.record(runs.fails)];
    const link = (traceId: string, commitSha: string, more: object) =>
      suite.done('POST', '/v1/git-links', { traceId, commitSha, ...more });
    await link(good, sha, { commitTimestamp: '2026-11-26T10:00:00Z', commitMessage: 'Older', branch: 'main' });
    await link(good, sha, { linkType: 'start', branch: 'main', commitTimestamp: '2026-11-26T10:00:00Z' });
    await link(bad, otherSha, { commitTimestamp: '2026-11-27T10:00:00Z', commitAuthor: 'Ada', branch: 'main' });
    await link(good, otherSha, { commitTimestamp: '2026-11-27T10:00:00Z', branch: 'main' });
    const timeline = await suite.done('GET', '/v1/git-links/timeline');
    const expected = [
      {
        commitSha: otherSha,
        commitMessage: null,
        commitAuthor: 'Ada',
        commitTime: '2026-11-27T10:00:00.000Z',
        branch: 'main',
        traceCount: 2,
        failedTraceCount: 1,
        traceIds: [bad, good],
      },
      {
        commitSha: sha,
        commitMessage: 'Older',
        commitAuthor: null,
        commitTime: '2026-11-26T10:00:00.000Z',
        branch: 'main',
        traceCount: 1,
        failedTraceCount: 0,
        traceIds: [good],
      },
    ];
    expect(timeline).toEqual({ data: expected, commits: expected });
    expect(await suite.done('GET', '/v1/git-links/timeline?limit=1')).toMatchObject({
      data: [{ commitSha: otherSha }],
    });
    expect(await suite.done('GET', '/v1/git-links/timeline?branch=dev')).toEqual({ data: [], commits: [] });
    expect(await suite.send('GET', '/v1/git-links/timeline?limit=101')).toMatchObject({ status: 400 });
  });
});

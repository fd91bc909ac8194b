import { sql } from 'kysely';
import { runs } from '../../medium/regression/regression-suite';
import { sha, useProvenance } from '../../medium/provenance/provenance-suite';

describe('checkpoints', () => {
  const suite = useProvenance();
  const post = (body: object) => suite.send('POST', '/v1/checkpoints', body);
  const details = (field: string) => ({ error: { code: 'invalid_request', details: { field } } });

  it('are recorded with files, commit and totals, and read back', async () => {
    const traceId = await suite.record(runs.heeds);
    const { status, body } = await post({
      traceId,
      name: 'before-edit',
      type: 'PRE_EDIT',
      gitCommitSha: sha,
      gitBranch: 'main',
      gitRepoUrl: 'https://x:secret@github.com/acme/agents.git',
      filesSnapshot: {
        'agents/book.ts': { hash: 'h1', size: 10, content: 'never kept' },
        'b.ts': { hash: 'h2', size: 5 },
      },
      files: ['agents/book.ts'],
      workspaceId: 'ignored',
      createdAt: '2001-01-01',
    });
    const expected = {
      id: expect.any(String),
      projectId: suite.own.projectId,
      traceId,
      observationId: null,
      name: 'before-edit',
      type: 'pre_edit',
      description: null,
      gitCommitSha: sha,
      gitBranch: 'main',
      gitRepoUrl: 'https://github.com/acme/agents.git',
      filesSnapshot: { 'agents/book.ts': { hash: 'h1', size: 10 }, 'b.ts': { hash: 'h2', size: 5 } },
      filesChanged: ['agents/book.ts'],
      totalFiles: 2,
      totalSizeBytes: 15,
      restoredFrom: null,
      restoredAt: null,
      timestamp: expect.stringMatching(/^20\d\d-.*\.\d{3}Z$/),
      createdAt: expect.stringMatching(/^20[2-9]\d-.*\.\d{3}Z$/),
    };
    expect({ status, body }).toEqual({ status: 201, body: expected });
    expect(await suite.done('GET', `/v1/checkpoints/${String(body.id)}`)).toEqual(body);
    expect(await suite.done('GET', `/api/v1/checkpoints/${String(body.id)}`)).toEqual(body);
    const page = { data: [body], meta: { totalCount: 1, hasMore: false, nextCursor: null } };
    expect(await suite.done('GET', `/v1/checkpoints?traceId=${traceId}`)).toEqual(page);
    expect(await suite.done('GET', `/v1/traces/${traceId}/checkpoints`)).toEqual(page);
  });

  it('take the snapshot as JSON text, and count by themselves', async () => {
    const traceId = await suite.record(runs.heeds);
    expect(
      await suite.done('POST', '/v1/checkpoints', { traceId, filesSnapshot: '{"a":{"size":7}}', name: null }),
    ).toMatchObject({ name: 'manual', type: 'manual', totalFiles: 1, totalSizeBytes: 7 });
  });

  it('are a state_change of their trace, once, whatever its client numbers next', async () => {
    const traceId = await suite.record(runs.goesOn);
    const sent = { id: 'cp-1', traceId, name: 'one', type: 'milestone' };
    expect(await post(sent)).toMatchObject({ status: 201, body: { id: 'cp-1' } });
    expect(await post(sent)).toMatchObject({ status: 200, body: { id: 'cp-1' } });
    await suite.done('POST', '/v1/checkpoints', { traceId, name: 'two' });
    const { body } = await suite.call('GET', `/api/traces/${traceId}/events?type=state_change`);
    const events = body.events as { seq: number; payload: { after: object } }[];
    expect(events.map(({ payload }) => payload)).toEqual([
      {
        name: 'checkpoint',
        before: null,
        after: expect.objectContaining({ checkpoint_id: 'cp-1', name: 'one', type: 'milestone' }),
      },
      { name: 'checkpoint', before: null, after: expect.objectContaining({ name: 'two' }) },
    ]);
    expect(events.map(({ seq }) => seq - 2 ** 52)).toEqual([0, 1]);
    const next = {
      type: 'user_message',
      session_id: traceId,
      timestamp: '',
      seq: 3,
      idempotency_key: 'n',
      payload: {},
    };
    expect(await suite.send('POST', `/api/traces/${traceId}/events`, { events: [next] })).toMatchObject({
      body: { accepted: 1, rejected: [] },
    });
    const trace = (await suite.call('GET', `/api/traces/${traceId}`)).body.trace;
    expect(trace).toMatchObject({ event_count: runs.goesOn.length + 3, status: 'running' });
  });

  it('of an imported trace take the next place in it', async () => {
    const traceId = 'c0'.repeat(16);
    const span = (spanId: string) => ({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId,
                  spanId,
                  name: 'step',
                  startTimeUnixNano: '1764237600000000000',
                  endTimeUnixNano: '1764237601000000000',
                },
              ],
            },
          ],
        },
      ],
    });
    await suite.done('POST', '/otel/default/v1/traces', span('c1'.repeat(8)));
    await suite.done('POST', '/v1/checkpoints', { traceId, name: 'between' });
    await suite.done('POST', '/otel/default/v1/traces', span('c2'.repeat(8)));
    const { body } = await suite.call('GET', `/api/traces/${traceId}/events`);
    const events = body.events as { seq: number; type: string; payload: { name?: string } }[];
    expect(events.map(({ seq, payload }) => [seq, payload.name === 'checkpoint'])).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ]);
    // Its rows stay readable as spans, of which the checkpoint is none.
    expect(await suite.send('GET', `/api/v1/project/default/otel/traces/${traceId}`)).toMatchObject({ status: 200 });
  });

  it('say when they meet another one of their id', async () => {
    const traceId = await suite.record(runs.heeds);
    await suite.done('POST', '/v1/checkpoints', { id: 'cp', traceId, name: 'one' });
    expect(await post({ id: 'cp', traceId, name: 'other' })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    });
  });

  it('are masked before they are stored', async () => {
    const traceId = await suite.record(runs.heeds);
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const body = await suite.done('POST', '/v1/checkpoints', {
      traceId,
      name: `with ${token}`,
      description: `Bearer ${token}`,
      filesSnapshot: { [`out/${token}.txt`]: { hash: 'f'.repeat(64), size: 1 } },
      gitCommitSha: sha,
    });
    expect(JSON.stringify(body)).not.toContain(token);
    expect(body).toMatchObject({ gitCommitSha: sha, totalFiles: 1 });
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<{ row: string }>`
        select c::text || (select string_agg(e::text, '') from event e where e.trace_id = c.trace_id) as row
          from checkpoint c where c.external_id = ${body.id as string}`.execute(tx),
    );
    expect(rows[0]?.row).toContain('[REDACTED]');
    expect(rows[0]?.row).not.toContain(token);
  });

  it.each([
    ['traceId', {}],
    ['type', { traceId: 't', type: 'nightly' }],
    ['filesSnapshot', { traceId: 't', filesSnapshot: 'no json' }],
    ['totalFiles', { traceId: 't', totalFiles: 1.5 }],
    ['filesChanged', { traceId: 't', filesChanged: 'a' }],
  ])('refuse a %s that is wrong', async (field, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: details(field) });
  });

  it('are not found for a trace, a project or an id that is not there', async () => {
    const traceId = await suite.record(runs.heeds);
    expect(await post({ traceId: 'nowhere' })).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    expect(await post({ traceId, projectId: sha })).toMatchObject({ status: 404 });
    expect(await suite.send('GET', '/v1/checkpoints/nowhere')).toMatchObject({ status: 404 });
    expect(await suite.send('GET', '/v1/traces/nowhere/checkpoints')).toMatchObject({ status: 404 });
    expect(await suite.send('POST', '/v1/checkpoints/nowhere/restore', {})).toMatchObject({ status: 404 });
  });

  it('are listed newest first, page by page, under filters', async () => {
    const traceId = await suite.record(runs.heeds);
    for (const [name, type] of [
      ['a', 'auto'],
      ['b', 'manual'],
      ['c', 'auto'],
    ])
      await suite.done('POST', '/v1/checkpoints', { traceId, name, type, gitBranch: name });
    const list = async (query: string) =>
      suite.done<{ data: { name: string }[]; meta: { totalCount: number; nextCursor: string | null } }>(
        'GET',
        `/v1/checkpoints?${query}`,
      );
    const names = ({ data }: { data: { name: string }[] }) => data.map(({ name }) => name);
    const first = await list('limit=2');
    expect([names(first), first.meta.totalCount]).toEqual([['c', 'b'], 3]);
    expect(names(await list(`limit=2&cursor=${String(first.meta.nextCursor)}`))).toEqual(['a']);
    expect(names(await list('type=auto'))).toEqual(['c', 'a']);
    expect(names(await list('gitBranch=b'))).toEqual(['b']);
    expect(names(await list('fromTimestamp=2100-01-01'))).toEqual([]);
    for (const query of [
      'limit=0',
      'limit=1001',
      'type=x',
      'fromTimestamp=soon',
      `type=auto&cursor=${String(first.meta.nextCursor)}`,
    ])
      expect({ query, ...(await suite.send('GET', `/v1/checkpoints?${query}`)) }).toMatchObject({ query, status: 400 });
  });

  it('are gone back to by a checkpoint that says that nothing was changed', async () => {
    const traceId = await suite.record(runs.heeds);
    const source = await suite.done('POST', '/v1/checkpoints', {
      traceId,
      name: 'good',
      gitCommitSha: sha,
      gitBranch: 'main',
      filesSnapshot: { 'a.ts': { hash: 'h', size: 1 } },
    });
    const restored = await suite.send('POST', `/v1/checkpoints/${String(source.id)}/restore`, {});
    expect(restored).toMatchObject({
      status: 201,
      body: {
        traceId,
        name: 'Rollback from good',
        type: 'restore',
        restoredFrom: source.id,
        restoredAt: expect.any(String),
        restoredFiles: 0,
        applied: false,
        gitCommitSha: sha,
        gitBranch: 'main',
        filesSnapshot: { 'a.ts': { hash: 'h', size: 1 } },
      },
    });
    expect(restored.body.id).not.toBe(source.id);
    const other = await suite.record(runs.heeds);
    expect(await suite.send('POST', `/v1/checkpoints/${String(source.id)}/restore`, { traceId: other })).toMatchObject({
      status: 201,
      body: { traceId: other, applied: false },
    });
    expect(
      await suite.send('POST', `/v1/checkpoints/${String(source.id)}/restore`, { traceId: 'nowhere' }),
    ).toMatchObject({ status: 404 });
  });

  it('go with their trace', async () => {
    const traceId = await suite.record(runs.heeds);
    const { id } = await suite.done('POST', '/v1/checkpoints', { traceId });
    await suite.call('DELETE', `/api/traces/${traceId}`);
    expect(await suite.send('GET', `/v1/checkpoints/${String(id)}`)).toMatchObject({ status: 404 });
  });
});

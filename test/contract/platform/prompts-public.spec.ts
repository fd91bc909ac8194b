import { PromptReader } from '@debrief/prompts';
import { usePrompts } from './prompts-suite';

describe('/api/public/v2/prompts', () => {
  const suite = usePrompts();

  const publish = (fields: object = {}) =>
    suite.open('POST', '', { name: 'greeting', prompt: 'Hello {{name}}', labels: ['production'], ...fields });
  const notFound = (message: string) => ({ status: 404, body: { message, error: 'LangfuseNotFoundError' } });

  it('tells a version in all fields that SDKs read', async () => {
    const { status, body } = await publish({ config: { t: 0 }, tags: ['a'], commitMessage: 'c' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      name: 'greeting',
      version: 1,
      type: 'text',
      prompt: 'Hello {{name}}',
      config: { t: 0 },
      labels: ['production', 'latest'],
      tags: ['a'],
      commitMessage: 'c',
      resolutionGraph: null,
      isActive: true,
      createdAt: expect.stringMatching(/\.\d{3}Z$/),
      updatedAt: expect.stringMatching(/\.\d{3}Z$/),
    });
    for (const path of ['/greeting', '/greeting?version=1', '/greeting?label=production', '/greeting?label=latest'])
      expect(await suite.open('GET', path)).toMatchObject({ status: 200, body });
  });

  it('never leaves a list or a config out', async () => {
    expect((await publish({ labels: null, tags: null, config: null })).body).toMatchObject({
      labels: ['latest'],
      tags: [],
      config: {},
      commitMessage: null,
      isActive: false,
    });
  });

  it('is the prompt of /v1/prompts', async () => {
    await publish();
    expect((await suite.v1('GET', '/greeting')).body).toMatchObject({ version: 1, labels: ['production'] });
    await suite.v1('POST', '/greeting/versions', { content: 'Hi {{name}}', labels: ['production'] });
    expect((await suite.open('GET', '/greeting')).body).toMatchObject({ version: 2, prompt: 'Hi {{name}}' });
  });

  it('makes the next version of a name, and moves labels to it', async () => {
    await publish({ tags: ['a'] });
    expect(await publish({ prompt: 'Hi', labels: ['staging', 'latest'] })).toMatchObject({
      status: 201,
      body: { version: 2, labels: ['staging', 'latest'], tags: ['a'] },
    });
    expect((await suite.open('GET', '/greeting')).body).toMatchObject({ version: 1, labels: ['production'] });
    await publish({ prompt: 'Hey', isActive: true, labels: [], tags: ['b'] });
    expect((await suite.open('GET', '/greeting')).body).toMatchObject({ version: 3, labels: ['production', 'latest'] });
    expect((await suite.open('GET', '/greeting?version=1')).body).toMatchObject({ labels: [], tags: ['b'] });
  });

  it('refuses another type, and a reference', async () => {
    await publish();
    expect(await publish({ type: 'chat', prompt: [{ role: 'user', content: 'x' }] })).toMatchObject({
      status: 400,
      body: { message: 'Invalid request data', error: [{ path: ['type'], message: expect.stringContaining('text') }] },
    });
    expect((await publish({ prompt: '@@@langfusePrompt:name=a|version=1@@@' })).status).toBe(400);
    expect((await suite.open('GET', '/greeting?label=latest')).body.version).toBe(1);
  });

  it('says in words what it has not found', async () => {
    expect(await suite.open('GET', '/greeting')).toMatchObject(
      notFound("Prompt not found: 'greeting' with label 'production'"),
    );
    await publish({ labels: [] });
    expect(await suite.open('GET', '/greeting')).toMatchObject(
      notFound("Prompt not found: 'greeting' with label 'production'"),
    );
    expect(await suite.open('GET', '/greeting?label=staging')).toMatchObject(
      notFound("Prompt not found: 'greeting' with label 'staging'"),
    );
    expect(await suite.open('GET', '/greeting?version=7')).toMatchObject(
      notFound("Prompt not found: 'greeting' with version 7"),
    );
    expect((await suite.open('GET', '/greeting?version=1&label=latest')).status).toBe(400);
  });

  it('adds labels to a version, and keeps those that it has', async () => {
    await publish({ labels: ['a'] });
    await publish({ labels: ['b'] });
    expect(await suite.open('PATCH', '/greeting/versions/1', { newLabels: ['b', 'production'] })).toMatchObject({
      status: 200,
      body: { version: 1, labels: ['a', 'b', 'production'] },
    });
    expect((await suite.open('GET', '/greeting?version=2')).body.labels).toEqual(['latest']);
    expect((await suite.open('PATCH', '/greeting/versions/1', { newLabels: [] })).status).toBe(200);
    expect(await suite.open('PATCH', '/greeting/versions/1', { newLabels: ['latest'] })).toMatchObject({
      status: 400,
      body: { error: [{ path: ['newLabels'] }] },
    });
    expect((await suite.open('PATCH', '/greeting/versions/9', { newLabels: ['x'] })).status).toBe(404);
    expect((await suite.open('PATCH', '/greeting/versions/x', { newLabels: ['x'] })).status).toBe(400);
  });

  it('finds names in folders, whether slashes are escaped or not', async () => {
    await publish({ name: 'team/reviews/code x' });
    for (const path of ['/team/reviews/code%20x', '/team%2Freviews%2Fcode%20x']) {
      expect((await suite.open('GET', `${path}?version=1`)).body.name).toBe('team/reviews/code x');
      expect((await suite.open('PATCH', `${path}/versions/1`, { newLabels: ['b'] })).body.labels).toContain('b');
    }
    expect((await suite.open('DELETE', '/team/reviews/code%20x')).status).toBe(204);
    expect((await suite.open('GET', '/team/reviews/code%20x')).status).toBe(404);
  });

  it('deletes a version by number or label, or all of them', async () => {
    for (const label of ['a', 'b', 'c']) await publish({ labels: [label] });
    expect((await suite.open('DELETE', '/greeting?version=3')).status).toBe(204);
    expect((await suite.open('GET', '/greeting?label=latest')).body).toMatchObject({
      version: 2,
      labels: ['b', 'latest'],
    });
    expect((await suite.open('DELETE', '/greeting?label=a')).status).toBe(204);
    expect((await suite.open('DELETE', '/greeting?label=a')).status).toBe(404);
    expect((await suite.open('DELETE', '/greeting?version=1')).status).toBe(404);
    expect((await suite.open('DELETE', '/greeting?version=2&label=b')).status).toBe(400);
    expect((await suite.open('DELETE', '/greeting?label=latest')).status).toBe(204);
    expect((await suite.open('GET', '')).body.data).toEqual([]);
    expect((await suite.open('DELETE', '/greeting')).status).toBe(404);
  });

  it('lists by name, with filters', async () => {
    await publish({ name: 'b', tags: ['x', 'y'], config: { v: 1 } });
    await publish({ name: 'b', labels: ['staging'], config: { v: 2 } });
    const between = new Date().toISOString();
    await publish({ name: 'a', labels: [], type: 'chat', prompt: [] });
    const { body } = await suite.open('GET');
    expect(body).toEqual({
      data: [
        {
          name: 'a',
          type: 'chat',
          versions: [1],
          labels: ['latest'],
          tags: [],
          lastUpdatedAt: expect.any(String),
          lastConfig: {},
        },
        {
          name: 'b',
          type: 'text',
          versions: [1, 2],
          labels: ['latest', 'production', 'staging'],
          tags: ['x', 'y'],
          lastUpdatedAt: expect.any(String),
          lastConfig: { v: 2 },
        },
      ],
      meta: { page: 1, limit: 50, totalItems: 2, totalPages: 1 },
    });
    expect((await suite.open('GET', '?page=2&limit=1')).body).toMatchObject({
      data: [{ name: 'b' }],
      meta: { page: 2, limit: 1, totalItems: 2, totalPages: 2 },
    });
    const names = async (query: string) =>
      ((await suite.open('GET', query)).body.data as { name: string }[]).map(({ name }) => name);
    expect(await names('?name=a')).toEqual(['a']);
    expect(await names('?label=staging')).toEqual(['b']);
    expect(await names('?label=latest')).toEqual(['a', 'b']);
    expect(await names('?tag=y')).toEqual(['b']);
    expect(await names(`?toUpdatedAt=${between}`)).toEqual(['b']);
    expect(await names(`?fromUpdatedAt=${between}`)).toEqual(['a']);
    expect((await suite.open('GET', '?label=production')).body.data).toMatchObject([{ lastConfig: { v: 1 } }]);
    for (const query of ['?page=0', '?limit=0', '?limit=1001', '?fromUpdatedAt=yesterday'])
      expect((await suite.open('GET', query)).status).toBe(400);
  });

  it('takes the messages of a chat, with placeholders, and gives them back', async () => {
    const prompt = [
      { role: 'system', content: 'Speak {{language}}.' },
      { type: 'placeholder', name: 'history' },
    ];
    expect(await publish({ type: 'chat', prompt })).toMatchObject({ status: 201, body: { type: 'chat', prompt } });
    expect(await publish({ name: 'x', type: 'chat', prompt: 'text' })).toMatchObject({ status: 400 });
    expect(await publish({ name: 'x', type: 'chat', prompt: [{ role: 'user', message: 'x' }] })).toMatchObject({
      status: 400,
      body: { error: [{ path: ['prompt', '0', 'content'] }] },
    });
  });

  it('is read by name in the query, as AgentTrace SDKs do', async () => {
    await publish({ name: 'a/b' });
    const get = (query: string) => suite.api.call(suite.own.secretKey, 'GET', `/api/public/prompts${query}`);
    expect(await get('?name=a%2Fb')).toMatchObject({ status: 200, body: { name: 'a/b', version: 1 } });
    expect(await get('?name=a%2Fb&version=2')).toMatchObject({ status: 404 });
    expect(await get('')).toMatchObject({ status: 400 });
  });

  it('lends the ids of versions by name and number', async () => {
    const [first, second] = [await publish(), await publish({ name: 'a/b' })];
    const reader = suite.api.app.get(PromptReader, { strict: false });
    const scope = suite.own.keyScope();
    const named = ['greeting', 'a/b', 'a/b', 'none'].map((name, at) => ({ name, version: at === 2 ? 2 : 1 }));
    const idOf = await reader.mapIds(scope, suite.own.projectId, named);
    expect(named.map(({ name, version }) => idOf(name, version))).toEqual([first.body.id, second.body.id, null, null]);
    expect((await reader.mapIds(scope, crypto.randomUUID(), named))('greeting', 1)).toBeNull();
  });

  it('says which methods there are', async () => {
    for (const path of ['/a', '/a/b']) {
      const answer = await suite.open('PUT', path, {});
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'DELETE, GET, HEAD']);
    }
  });

  it('opens to a pair of keys', async () => {
    await publish();
    const pair = Buffer.from(`${suite.own.publicKey}:${suite.own.secretKey}`).toString('base64');
    const url = `${suite.api.url}/api/public/v2/prompts/greeting`;
    expect((await fetch(url, { headers: { authorization: `Basic ${pair}` } })).status).toBe(200);
    expect((await fetch(url)).status).toBe(401);
  });
});

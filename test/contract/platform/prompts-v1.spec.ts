import { usePrompts } from './prompts-suite';

const text = 'Review this {{ language }} code:\n{{code}}';

describe('/v1/prompts', () => {
  const suite = usePrompts();

  const create = (fields: object = {}) =>
    suite.v1('POST', '', { name: 'code-review', content: text, labels: ['production'], ...fields });

  it('tells a prompt with its version at the top, again as latestVersion', async () => {
    const { status, body } = await create({
      tags: ['b', 'a', 'b'],
      description: 'd',
      config: { t: 0 },
      commitMessage: 'c',
    });
    expect(status).toBe(201);
    const told = {
      version: 1,
      content: text,
      prompt: text,
      config: { t: 0 },
      labels: ['production'],
      variables: ['language', 'code'],
      commitMessage: 'c',
    };
    expect(body).toEqual({
      id: expect.any(String),
      projectId: suite.own.projectId,
      name: 'code-review',
      type: 'text',
      description: 'd',
      tags: ['b', 'a'],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      ...told,
      latestVersion: { id: expect.any(String), promptId: body.id, ...told, createdAt: body.createdAt },
      latestVersionNumber: 1,
    });
    for (const path of ['/code-review', '/code-review?label=production', '/code-review/versions/1', `/${body.id}`])
      expect(await suite.v1('GET', path)).toMatchObject({ status: 200, body });
  });

  it('is served under /api/v1, too', async () => {
    await create();
    const { status, body } = await suite.api.call(suite.own.secretKey, 'GET', '/api/v1/prompts/code-review');
    expect([status, body.version]).toEqual([200, 1]);
  });

  it('keeps names unique', async () => {
    await create();
    expect(await create()).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  });

  it('chooses the version, the label, production and the highest, in this order', async () => {
    await create();
    await suite.v1('POST', '/code-review/versions', { content: 'two', labels: ['staging'] });
    await suite.v1('POST', '/code-review/versions', { prompt: 'three' });
    const chosen = async (query: string) => (await suite.v1('GET', `/code-review${query}`)).body.version;
    expect(await Promise.all(['', '?version=2', '?label=staging', '?label=latest'].map(chosen))).toEqual([1, 2, 2, 3]);
    await suite.v1('DELETE', '/code-review/labels/production');
    expect(await chosen('')).toBe(3);
    expect(await suite.v1('GET', '/code-review?version=1&label=staging')).toMatchObject({ status: 400 });
    for (const query of ['?version=9', '?label=nothing'])
      expect(await suite.v1('GET', `/code-review${query}`)).toMatchObject({
        status: 404,
        body: { error: { code: 'not_found' } },
      });
  });

  it('moves a label, and takes it away from the version that has it', async () => {
    await create();
    await suite.v1('POST', '/code-review/versions', { content: 'two' });
    expect(await suite.v1('POST', '/code-review/labels', { label: 'production', version: 2 })).toMatchObject({
      status: 200,
      body: { version: 2, labels: ['production'] },
    });
    expect((await suite.v1('GET', '/code-review/versions/1')).body.labels).toEqual([]);
    expect((await suite.v1('DELETE', '/code-review/versions/1/labels/production')).status).toBe(404);
    expect((await suite.v1('DELETE', '/code-review/versions/2/labels/production')).status).toBe(204);
    expect((await suite.v1('DELETE', '/code-review/labels/production')).status).toBe(404);
  });

  it.each([
    ['latest', 1],
    ['Production', 1],
    ['a b', 1],
    ['x'.repeat(37), 1],
  ])('refuses the label %s', async (label, version) => {
    await create();
    expect(await suite.v1('POST', '/code-review/labels', { label, version })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request', details: { field: 'label' } } },
    });
    expect((await suite.v1('POST', '/code-review/versions', { content: 'x', labels: [label] })).status).toBe(400);
    expect((await suite.v1('GET', '/code-review')).body.latestVersionNumber).toBe(1);
  });

  it('never gives a number out twice, whatever is deleted', async () => {
    await create();
    await suite.v1('POST', '/code-review/versions', { content: 'two' });
    expect((await suite.open('DELETE', '/code-review?version=2')).status).toBe(204);
    expect((await suite.v1('GET', '/code-review?label=latest')).body.version).toBe(1);
    expect((await suite.v1('POST', '/code-review/versions', { content: 'three' })).body.version).toBe(3);
    expect((await suite.v1('DELETE', '/code-review')).status).toBe(204);
    expect((await suite.v1('GET', '/code-review')).status).toBe(404);
    expect((await create({ type: 'chat', content: [] })).body).toMatchObject({ version: 4, type: 'chat' });
  });

  it('gives each of many writers a number of its own', async () => {
    await create();
    const added = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        suite.v1('POST', '/code-review/versions', { content: `text ${at}`, labels: ['production'] }),
      ),
    );
    expect(added.map(({ body }) => body.version).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 2),
    );
    const { body } = await suite.v1('GET', '/code-review/versions');
    const versions = body.data as { version: number; labels: string[] }[];
    expect(versions.filter(({ labels }) => labels.includes('production'))).toHaveLength(1);
  });

  it('takes names with slashes, sent as %2F, and with characters of all kinds', async () => {
    for (const name of ['reviews/code', 'ключ ?#&%=+', '{{braces}}', '100%']) {
      expect((await create({ name })).status).toBe(201);
      const path = `/${encodeURIComponent(name)}`;
      expect((await suite.v1('GET', path)).body.name).toBe(name);
      expect((await suite.v1('POST', `${path}/versions`, { content: 'two' })).body).toMatchObject({ name, version: 2 });
      expect((await suite.v1('DELETE', path)).status).toBe(204);
    }
  });

  it.each(['', 'a/../b', './a', '..', 'a//b', '/a', 'a/', 'x'.repeat(257), 'a\nb'])(
    'refuses the name %j',
    async (name) => {
      expect(await create({ name })).toMatchObject({ status: 400, body: { error: { details: { field: 'name' } } } });
    },
  );

  it('changes description and tags alone; what belongs to a version may come back as it was read', async () => {
    const { body: read } = await create({ description: 'd', tags: ['a'] });
    const { status, body } = await suite.v1('PATCH', '/code-review', { description: null });
    expect([status, body.description, body.tags]).toEqual([200, null, ['a']]);
    expect((await suite.v1('PATCH', '/code-review', { tags: null })).body.tags).toEqual([]);
    expect(await suite.v1('PUT', '/code-review', { ...read, description: 'new' })).toMatchObject({
      status: 200,
      body: { description: 'new', tags: ['a'], version: 1 },
    });
    for (const [field, value] of [
      ['name', 'other'],
      ['type', 'chat'],
      ['content', 'other'],
      ['prompt', 'other'],
      ['config', { a: 1 }],
      ['labels', ['staging']],
    ] as const)
      expect(await suite.v1('PATCH', '/code-review', { [field]: value })).toMatchObject({
        status: 400,
        body: { error: { details: { field } } },
      });
  });

  it('lists the newest first with all versions and labels, by cursor', async () => {
    for (const name of ['a', 'b', 'c']) await create({ name, tags: [name, 'all'] });
    await suite.v1('POST', '/b/versions', { content: 'two', labels: ['staging'] });
    const first = await suite.v1('GET', '?limit=2');
    expect(first.body).toMatchObject({
      data: [
        { name: 'c', versions: [1], labels: ['production'] },
        { name: 'b', version: 1, versions: [1, 2], labels: ['production', 'staging'], latestVersionNumber: 2 },
      ],
      meta: { totalCount: 3, hasMore: true },
    });
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expect((await suite.v1('GET', `?limit=2&cursor=${nextCursor}`)).body).toMatchObject({
      data: [{ name: 'a' }],
      meta: { totalCount: 3, hasMore: false, nextCursor: null },
    });
    expect((await suite.v1('GET', `?cursor=${nextCursor}&name=a`)).status).toBe(400);
    const names = async (query: string) =>
      ((await suite.v1('GET', query)).body.data as { name: string; version: number }[]).map(
        ({ name, version }) => `${name}${version}`,
      );
    expect(await names('?label=staging')).toEqual(['b2']);
    expect(await names('?label=latest')).toEqual(['c1', 'b2', 'a1']);
    expect(await names('?tags=all,b')).toEqual(['b1']);
    expect(await names('?name=a')).toEqual(['a1']);
    for (const limit of [0, 1001, 'x']) expect((await suite.v1('GET', `?limit=${limit}`)).status).toBe(400);
  });

  it('ends a page early where texts are large', async () => {
    const content = 'x'.repeat(2_500_000);
    for (const name of ['a', 'b']) await create({ name, content });
    const { body } = await suite.v1('GET');
    expect(body.data).toHaveLength(1);
    const { nextCursor } = body.meta as { nextCursor: string };
    expect((await suite.v1('GET', `?cursor=${nextCursor}`)).body).toMatchObject({
      data: [{ name: 'a' }],
      meta: { totalCount: 2, hasMore: false },
    });
  });

  it('lists versions, newest first, by cursor', async () => {
    await create();
    for (const content of ['two', 'three']) await suite.v1('POST', '/code-review/versions', { content });
    const first = await suite.v1('GET', '/code-review/versions?limit=2');
    expect(first.body).toMatchObject({
      data: [{ version: 3, content: 'three', prompt: 'three', variables: [], labels: [] }, { version: 2 }],
      meta: { totalCount: 3, hasMore: true },
    });
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expect((await suite.v1('GET', `/code-review/versions?cursor=${nextCursor}`)).body).toMatchObject({
      data: [{ version: 1 }],
      meta: { nextCursor: null },
    });
  });

  const chat = [
    { role: 'system', content: 'Speak {{language}}.' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: '{{ question }}' },
  ];

  it.each([
    ['a list', chat],
    ['JSON text', JSON.stringify(chat)],
  ])('takes the messages of a chat as %s', async (_what, content) => {
    expect(await create({ type: 'CHAT', content })).toMatchObject({
      status: 201,
      body: { type: 'chat', content: chat, prompt: chat, variables: ['language', 'question'] },
    });
    expect((await suite.v1('POST', '/code-review/versions', { content: chat })).body).toMatchObject({ version: 2 });
    expect((await suite.v1('POST', '/code-review/versions', { type: 'text', content: 'x' })).body).toMatchObject({
      error: { details: { field: 'type' } },
    });
  });

  it.each([
    ['no content', { content: undefined }, 'content'],
    ['a type that there is not', { type: 'voice' }, 'type'],
    ['a number as text', { content: 5 }, 'content'],
    ['text that is no list', { type: 'chat' }, 'content'],
    ['a message without a role', { type: 'chat', content: [{ content: 'x' }] }, 'content.0.role'],
    ['two contents', { prompt: 'other' }, 'prompt'],
    ['a reference', { content: 'a @@@langfusePrompt:name=x|label=y@@@' }, 'content'],
    [
      'a variable and a placeholder of one name',
      {
        type: 'chat',
        content: [
          { role: 'user', content: '{{a}}' },
          { type: 'placeholder', name: 'a' },
        ],
      },
      'content',
    ],
    ['labels that are no list', { labels: 'production' }, 'labels'],
  ])('refuses %s', async (_what, fields, field) => {
    expect(await create(fields)).toMatchObject({ status: 400, body: { error: { details: { field } } } });
    expect((await suite.v1('GET', '/code-review')).status).toBe(404);
  });

  it('names what is missing as the page says it', async () => {
    expect(await suite.v1('POST', '', { content: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request', message: "The 'name' field is required", details: { field: 'name' } } },
    });
  });

  it('keeps what JSON can say', async () => {
    const big = '{"name":"n","content":"\\u0000\\ud800","config":{"id":12345678901234567890,"__proto__":{"a":1}}}';
    const answer = await fetch(`${suite.api.url}/v1/prompts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${suite.own.secretKey}`, 'content-type': 'application/json' },
      body: big,
    });
    expect(answer.status).toBe(201);
    expect(await answer.text()).toContain('"config":{"id":12345678901234567890,"__proto__":{"a":1}}');
    expect((await suite.v1('GET', '/n')).body.content).toBe('\u0000\ud800');
    const back = await fetch(`${suite.api.url}/v1/prompts/n`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${suite.own.secretKey}`, 'content-type': 'application/json' },
      body: big,
    });
    expect(back.status).toBe(200);
  });

  it('repeats nothing for an Idempotency-Key', async () => {
    await create();
    const add = () =>
      suite.api.call(
        suite.own.secretKey,
        'POST',
        '/v1/prompts/code-review/versions',
        { content: 'x' },
        { 'idempotency-key': 'k' },
      );
    const [first, second] = [await add(), await add()];
    expect([first.body.version, second.body.version, second.headers.get('idempotent-replayed')]).toEqual([
      2,
      2,
      'true',
    ]);
  });

  it('hides another project', async () => {
    expect((await create({ projectId: crypto.randomUUID() })).status).toBe(404);
    expect((await create({ projectId: suite.own.projectId })).status).toBe(201);
  });

  describe('compile', () => {
    const compile = (body: object, path = '/code-review/compile') => suite.v1('POST', path, body);

    it('puts values in and tells what was left over', async () => {
      await create();
      const variables = { language: 'Python', code: 'def hello(): print("world")', spare: 1 };
      const compiled = 'Review this Python code:\ndef hello(): print("world")';
      const { status, body } = await compile({ variables });
      expect([status, body]).toEqual([
        200,
        {
          prompt: {
            id: expect.any(String),
            name: 'code-review',
            version: 1,
            type: 'text',
            labels: ['production'],
            config: {},
          },
          version: 1,
          compiledPrompt: compiled,
          compiledContent: compiled,
          compiled,
          variables,
          unusedVariables: ['spare'],
        },
      ]);
    });

    it('names all that is missing, in order, and compiles nothing', async () => {
      await create({ content: '{{b}} {{a}} {{constructor}} {{b}} {{c}}' });
      expect(await compile({ variables: { a: 'x' } })).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_request', details: { missing: ['b', 'constructor', 'c'] } } },
      });
    });

    it('looks at what it puts in no second time', async () => {
      await create({ content: '{{a}} {{b}}' });
      expect((await compile({ variables: { a: '{{b}}', b: '{{a}} $& $1' } })).body.compiled).toBe('{{b}} {{a}} $& $1');
    });

    it('chooses as GET does, by body or query', async () => {
      await create();
      await suite.v1('POST', '/code-review/versions', { content: 'two', labels: ['staging'] });
      expect((await compile({ version: 2 })).body.compiled).toBe('two');
      expect((await compile({ label: 'staging' })).body.version).toBe(2);
      expect((await compile({}, '/code-review/compile?label=staging')).body.version).toBe(2);
      expect((await compile({ label: 'staging', version: 2 })).status).toBe(400);
      expect((await compile({ label: 'nothing' })).status).toBe(404);
    });

    it('replaces placeholders by messages, as they are', async () => {
      await create({ type: 'chat', content: chat });
      const history = [{ role: 'user', content: '{{language}}' }];
      const values = { variables: { language: 'French', question: { a: [1] } }, placeholders: { history } };
      expect((await compile(values)).body.compiledPrompt).toEqual([
        { role: 'system', content: 'Speak French.' },
        ...history,
        { role: 'user', content: '{"a":[1]}' },
      ]);
      expect((await compile({ variables: { question: 'q' } })).body).toMatchObject({
        error: { details: { missing: ['language', 'history'] } },
      });
      expect((await compile({ ...values, placeholders: { history: 'none' } })).body).toMatchObject({
        error: { details: { field: 'placeholders.history' } },
      });
    });
  });
});

import { randomUUID } from 'node:crypto';
import { insertIncident, insertIncidentTrace } from '../../factories/incidents';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { makeEvent, newTraceId } from '../../factories/event';
import { useTenancy } from '../../factories/tenancy-suite';
import { makeVerdict, storeVerdict } from '../../factories/verdicts';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

interface IncidentBody {
  readonly id: string;
  readonly [field: string]: unknown;
}

describe('the routes of incidents', () => {
  const suite = useTenancy();
  let api: ApiServer;
  let own: WorkspaceFixture;
  let owner: string;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    owner = await api.tokenOf(own.userId, own.email);
  });

  const get = (path: string, credential = owner) => api.call(credential, 'GET', path);
  const patch = (id: string, body: unknown) => api.call(owner, 'PATCH', `/api/incidents/${id}`, body);
  const make = (changes: Parameters<typeof insertIncident>[2] = {}) =>
    suite.database.inWorkspace(own.scope, (tx) => insertIncident(tx, own.projectId, changes));
  const incidentsIn = ({ body }: ApiAnswer) => body['incidents'] as IncidentBody[];
  const incidentIn = ({ body }: ApiAnswer) => body['incident'] as IncidentBody;
  const addTrace = async (events: Parameters<typeof makeEvent>[2][] = [{}], goal = 'Book Tuesday') => {
    const id = newTraceId();
    await api.call(own.secretKey, 'POST', '/api/traces', { id, user_goal: goal });
    const { body } = await api.call(own.secretKey, 'POST', `/api/traces/${id}/events`, {
      events: events.map((changes, seq) => makeEvent(id, seq, changes)),
    });
    expect(body).toMatchObject({ accepted: events.length });
    return id;
  };
  const internalId = (id: string): Promise<string> =>
    suite.database.inWorkspace(own.scope, async (tx) => {
      const row = await tx.selectFrom('trace').select('id').where('externalId', '=', id).executeTakeFirstOrThrow();
      return row.id;
    });

  describe('GET /api/incidents', () => {
    const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));
    /** Three incidents, told apart by title. */
    const three = async (): Promise<void> => {
      await make({
        title: 'a',
        severity: 'low',
        sessionCount: 9,
        lastSeenAt: day(3),
        firstSeenAt: day(1),
        label: 'loop',
      });
      await make({
        title: 'b',
        severity: 'critical',
        sessionCount: 1,
        lastSeenAt: day(2),
        firstSeenAt: day(2),
        status: 'ignored',
      });
      await make({
        title: 'c',
        severity: 'high',
        sessionCount: 5,
        lastSeenAt: day(1),
        firstSeenAt: day(1),
        ownerId: own.userId,
        rootCause: '50% of_it',
      });
    };
    const titles = async (query: string): Promise<string> =>
      incidentsIn(await get(`/api/incidents?${query}`))
        .map(({ title }) => title)
        .join('');

    it('filters and sorts', async () => {
      await three();
      const found: Record<string, string> = {};
      const expected: Record<string, string> = {
        '': 'abc',
        'sort=last_seen_at': 'abc',
        'sort=first_seen_at': 'bca',
        'sort=created_at': 'cba',
        'sort=session_count': 'acb',
        'sort=severity': 'bca',
        'status=ignored': 'b',
        'severity=high': 'c',
        [`owner_id=${own.userId}`]: 'c',
        [`owner_id=${randomUUID()}`]: '',
        'owner_id=none': 'ab',
        'label=loop': 'a',
        'label=tool_error': 'bc',
        [`from=${day(2).toISOString()}`]: 'ab',
        [`to=${day(2).toISOString()}`]: 'c',
        'q=IGNOR': 'b',
        'q=crit': 'b',
        'q=50%25': 'c',
        'q=%25': 'c',
        'q=f_i': 'c',
        'q=o_l': '',
        'q=loop': 'a',
        [`project_id=${own.projectId}`]: 'abc',
        'session_id=nobody': '',
        'status=new&severity=high&q=c': 'c',
      };
      for (const query of Object.keys(expected)) found[query] = await titles(query);
      expect(found).toEqual(expected);
    });

    it('finds by a trace, and not what was merged', async () => {
      await three();
      const id = await make({ title: 'd' });
      const merged = await make({ title: 'e', mergedInto: id });
      const trace = await addTrace();
      await suite.database.inWorkspace(own.scope, async (tx) => insertIncidentTrace(tx, id, await internalId(trace)));
      expect(await titles(`session_id=${trace}`)).toBe('d');
      expect(incidentsIn(await get('/api/incidents')).map((one) => one.id)).not.toContain(merged);
    });

    it.each(['last_seen_at', 'first_seen_at', 'created_at', 'session_count', 'severity'])(
      'pages through all, each once, by %s, ties included',
      async (sort) => {
        for (let index = 0; index < 7; index += 1)
          await make({
            title: `${index}`,
            sessionCount: index % 2,
            lastSeenAt: day(1 + (index % 3)),
            firstSeenAt: day(1),
          });
        const whole = await titles(`sort=${sort}`);
        let paged = '';
        let cursor = '';
        do {
          const answer = await get(`/api/incidents?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
          paged += incidentsIn(answer)
            .map(({ title }) => title)
            .join('');
          cursor = (answer.body['next_cursor'] as string | null) ?? '';
        } while (cursor !== '');
        expect(paged).toHaveLength(7);
        expect(paged).toBe(whole);
      },
    );

    it.each([
      ['limit=0', 422, 'validation_error'],
      ['status=odd', 422, 'validation_error'],
      ['severity=odd', 422, 'validation_error'],
      ['sort=title', 422, 'validation_error'],
      ['owner_id=me', 422, 'validation_error'],
      ['from=yesterday', 422, 'validation_error'],
      ['cursor=abc', 400, 'invalid_cursor'],
      [`project_id=${randomUUID()}`, 403, 'scope_mismatch'],
    ])('refuses %s', async (query, status, code) =>
      expect(await get(`/api/incidents?${query}`)).toMatchObject({ status, body: { code } }),
    );

    it('refuses a cursor of another sort', async () => {
      await three();
      const { body } = await get('/api/incidents?limit=1');
      const answer = await get(`/api/incidents?limit=1&sort=severity&cursor=${String(body['next_cursor'])}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    });

    it('shows nothing of another workspace or a deleted project', async () => {
      const other = await createWorkspaceFixture(suite.database);
      await suite.database.inWorkspace(other.scope, (tx) => insertIncident(tx, other.projectId));
      const id = await make();
      expect(incidentsIn(await get('/api/incidents'))).toHaveLength(1);
      await api.call(owner, 'DELETE', `/api/projects/${own.projectId}`);
      expect(incidentsIn(await get('/api/incidents'))).toEqual([]);
      expect((await get(`/api/incidents/${id}`)).status).toBe(404);
    });
  });

  describe('PATCH /api/incidents/{id}', () => {
    it('changes what is sent, and the history tells who, before and after', async () => {
      const id = await make();
      const answer = await patch(id, { status: 'triaged', owner_id: own.userId, severity: 'critical' });
      expect(answer).toMatchObject({
        status: 200,
        body: { incident: { id, status: 'triaged', owner_id: own.userId, severity: 'critical' } },
      });
      expect(incidentIn(await patch(id, { owner_id: null }))).toMatchObject({ owner_id: null, status: 'triaged' });
      const { body } = await get(`/api/incidents/${id}`);
      expect(body).toMatchObject({
        incident: { id, owner_id: null },
        history: [
          {
            actor: { type: 'user', id: own.userId },
            details: { before: { owner_id: own.userId }, after: { owner_id: null } },
          },
          {
            action: 'incident.update',
            details: {
              before: { status: 'new', severity: 'medium', is_severity_set: false, owner_id: null },
              after: { status: 'triaged', severity: 'critical', is_severity_set: true, owner_id: own.userId },
            },
          },
        ],
      });
    });

    it('by hand to verified says when', async () => {
      const id = await make();
      expect(incidentIn(await patch(id, { status: 'verified' }))['verified_at']).toEqual(expect.any(String));
    });

    it.each([
      [{ status: 'odd' }, 'status'],
      [{ severity: 'worst' }, 'severity'],
      [{ owner_id: 'me' }, 'owner_id'],
      [{ owner_id: randomUUID() }, 'owner_id'],
    ])('refuses %j', async (body, field) => {
      const answer = await patch(await make(), body);
      expect(answer).toMatchObject({ status: 422, body: { code: 'validation_error' } });
      expect(answer.body['detail']).toContain(field);
    });

    it('of nothing changes nothing', async () => {
      const id = await make();
      await patch(id, {});
      await patch(id, { status: 'new' });
      expect((await get(`/api/incidents/${id}`)).body['history']).toEqual([]);
    });

    it('many at once take turns: each entry of the history begins where the one before ended', async () => {
      const id = await make();
      const statuses = ['triaged', 'ignored', 'fixing', 'verified', 'new', 'triaged', 'ignored', 'fixing'];
      await Promise.all(statuses.map((status) => patch(id, { status })));
      const { incident, history } = (await get(`/api/incidents/${id}`)).body as unknown as {
        incident: IncidentBody;
        history: { details: { before: { status: string }; after: { status: string } } }[];
      };
      const steps = history.map(({ details }) => details).reverse();
      expect(steps.map(({ before }) => before.status)).toEqual(
        ['new', ...steps.map(({ after }) => after.status)].slice(0, -1),
      );
      expect(steps.at(-1)?.after.status).toBe(incident['status']);
    });
  });

  describe('POST /api/incidents/{id}/pr-link', () => {
    const link = (id: string, body: unknown, credential = owner) =>
      api.call(credential, 'POST', `/api/incidents/${id}/pr-link`, body);

    it('links a pull request, by a key of the project, too', async () => {
      const id = await make();
      const url = 'https://github.com/acme/agents/pull/7';
      expect(await link(id, { pr_url: url }, own.secretKey)).toMatchObject({
        status: 200,
        body: { incident: { pr_url: url } },
      });
    });

    it.each([
      {},
      { pr_url: null },
      { pr_url: 'http://github.com/a/b/pull/1' },
      { pr_url: 'javascript:alert(1)' },
      { pr_url: 'https://user:secret@github.com/a' },
      { pr_url: 'github.com/a/b' },
      { pr_url: `https://github.com/${'x'.repeat(2_048)}` },
      { pr_url: 7 },
    ])('refuses %j', async (body) => expect(await link(await make(), body)).toMatchObject({ status: 422 }));
  });

  it.each([
    ['merge', {}],
    ['merge', { into: 'x' }],
    ['split', {}],
    ['split', { fingerprint: 'none' }],
  ])('POST …/%s refuses %j', async (verb, body) =>
    expect(await api.call(owner, 'POST', `/api/incidents/${await make()}/${verb}`, body)).toMatchObject({
      status: 422,
    }),
  );

  it('what is not there is 404 on each', async () => {
    const bodies: Record<string, unknown> = {
      'PATCH ': { status: 'new' },
      'POST /pr-link': { pr_url: 'https://example.com' },
      'POST /merge': { into: await make() },
      'POST /split': { fingerprint: 'x' },
      'GET ': undefined,
      'GET /context': undefined,
    };
    for (const id of [randomUUID(), 'x', '%00'])
      for (const [name, body] of Object.entries(bodies)) {
        const [method = '', rest = ''] = name.split(' ');
        const answer = await api.call(owner, method, `/api/incidents/${id}${rest}`, body);
        expect([name, id, answer.status]).toEqual([name, id, 404]);
      }
  });

  describe('an analysis', () => {
    const put = (trace: string, body: unknown) =>
      api.call(api.config.auth.serverToken ?? '', 'PUT', `/api/traces/${trace}/analysis`, body, {
        'x-workspace-id': own.workspaceId,
      });
    const detection = {
      label: 'wrong_tool',
      detector: 'theirs',
      version: '1',
      tier: 'symptom',
      confidence: 0.95,
      severity: 'high',
      summary: 'Took the wrong tool.',
      evidence_refs: [0],
      critical_step_seq: 0,
      evidence: [{ kind: 'event', seq: 0 }],
    };

    it('from outside opens incidents by its detections, and links those that it names until somebody analyses', async () => {
      const trace = await addTrace();
      const named = await make({ label: 'by_hand' });
      const answer = await put(trace, {
        detections: [detection],
        incident_ids: [named],
        critical_step_seq: 0,
        confidence: 0.95,
      });
      expect(answer.status).toBe(200);
      expect(incidentsIn(answer).map((one) => [one['label'], one['session_ids'], one['session_count']])).toEqual(
        expect.arrayContaining([
          ['by_hand', [trace], 1],
          ['wrong_tool', [trace], 1],
        ]),
      );
      expect(answer.body['analysis']).toMatchObject({ incident_ids: expect.arrayContaining([named]) });
      expect(incidentsIn(await get(`/api/incidents?session_id=${trace}`))).toHaveLength(2);

      const again = await put(trace, { detections: [detection], incident_ids: [named] });
      expect(incidentsIn(again).map((one) => one['session_count'])).toEqual([1, 1]);

      const analysed = await api.call(owner, 'POST', `/api/traces/${trace}/analyze`, {});
      expect(analysed).toMatchObject({ status: 200, body: { incidents: [], analysis: { incident_ids: [] } } });
      expect(incidentsIn(await get(`/api/incidents?session_id=${trace}`))).toEqual([]);
    });

    it('that names no incident of the project is refused', async () => {
      const trace = await addTrace();
      expect(await put(trace, { incident_ids: [randomUUID()] })).toMatchObject({ status: 422 });
    });
  });

  describe('GET /api/incidents/{id}/context', () => {
    const withRun = async (events: Parameters<typeof makeEvent>[2][], goal?: string): Promise<string> => {
      const trace = await addTrace(events, goal);
      const traceId = await internalId(trace);
      const id = await make({ criticalStepSeq: 10 });
      await suite.database.inWorkspace(own.scope, async (tx) => {
        await storeVerdict(
          tx,
          traceId,
          makeVerdict({ criticalStepSeq: 10, evidenceRefs: [2, 10] }, { label: 'other' }),
        );
        await insertIncidentTrace(tx, id, traceId, { criticalStepSeq: 10 });
      });
      return id;
    };
    const read = async (id: string, query = '') =>
      (await get(`/api/incidents/${id}/context${query}`, own.secretKey)).body['context'] as Record<string, unknown> & {
        events: { seq: number; payload: unknown }[];
      };

    it('shows the evidence and what stands around it', async () => {
      const id = await withRun(Array.from({ length: 20 }, () => ({})));
      const context = await read(id);
      expect(context).toMatchObject({
        incident: { id },
        labels: ['tool_error'],
        user_goal: 'Book Tuesday',
        root_cause: 'Step 3 failed.',
        allowed_paths: ['agents/'],
        replay: null,
        regression_case: null,
        connected_repo: null,
        redaction_summary: {},
      });
      expect(context['evidence']).toMatchObject([
        { label: 'tool_error', critical_step_seq: 10, evidence_refs: [2, 10] },
      ]);
      expect(context.events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13]);
      expect((await read(id, '?window=0')).events.map(({ seq }) => seq)).toEqual([2, 10]);
      expect((await read(id, '?window=50')).events).toHaveLength(20);
    });

    it.each(['-1', '51', 'x'])('refuses a window of %s', async (window) =>
      expect((await get(`/api/incidents/${await make()}/context?window=${window}`)).status).toBe(422),
    );

    it('masks e-mail addresses, and says how much was masked by what', async () => {
      const id = await withRun(
        [{ payload: { note: 'mail ada@example.com', password: 'hunter2' } }, {}, {}],
        'Write to bob@example.com',
      );
      const context = await read(id);
      expect(JSON.stringify(context)).not.toMatch(/example\.com|hunter2/);
      expect(context['redaction_summary']).toEqual({ 'value:email': 2, at_ingestion: 1 });
    });

    it('stays small, whatever the events hold: the evidence comes first', async () => {
      const id = await withRun(
        Array.from({ length: 12 }, (_, seq) => ({ payload: { text: 'x'.repeat(900_000 + seq) } })),
      );
      const seqs = (await read(id, '?window=50')).events.map(({ seq }) => seq);
      expect(seqs).toEqual(expect.arrayContaining([2, 10]));
      expect(seqs.length).toBeLessThan(5);
    });

    it('of an incident without traces is what is known of it', async () => {
      const context = await read(await make({ rootCause: 'It broke.' }));
      expect(context).toMatchObject({ root_cause: 'It broke.', user_goal: null, evidence: [], events: [] });
    });
  });
});

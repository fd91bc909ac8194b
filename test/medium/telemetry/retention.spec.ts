import { ExpiryService } from '@debrief/ingestion';
import { RetentionService } from '@debrief/retention';
import { sql } from 'kysely';
import { sentRequest } from '../../factories/http-request';
import { insertIncident, insertIncidentTrace } from '../../factories/incidents';
import { useTelemetry } from './telemetry-suite';

describe('requests past the retention of their project', () => {
  const suite = useTelemetry();
  const inWorkspace: typeof suite.database.inWorkspace = (scope, work) => suite.database.inWorkspace(scope, work);
  const age = (days: number): Promise<void> =>
    inWorkspace(suite.own.scope, async (tx) => {
      await sql`update http_request set received_at = now() - make_interval(days => ${days})`.execute(tx);
    });
  const expire = (): Promise<void> =>
    suite.api.app
      .get(RetentionService, { strict: false })
      .expireTraces(suite.own.scope, { projectId: suite.own.projectId });
  const findExpired = (): Promise<string[]> =>
    inWorkspace(suite.own.scope, async (tx) => {
      const found = await suite.api.app.get(ExpiryService, { strict: false }).listProjectsWithExpired(tx);
      return found.map(({ projectId }) => projectId);
    });
  const total = async (): Promise<number> => (await suite.data<{ pagination: { total: number } }>()).pagination.total;
  const makeTrace = (id: string) => suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id });

  it('are found and removed, with an audit row, and leave the total right', async () => {
    await suite.report(sentRequest(), sentRequest({ path: '/b' }));
    await age(4_000);
    expect(await findExpired()).toEqual([suite.own.projectId]);
    await expire();
    expect([await suite.count(), await total()]).toEqual([0, 0]);
    const { rows } = await inWorkspace(suite.own.scope, (tx) =>
      sql`select details from audit_log where action = 'retention.run'`.execute(tx),
    );
    expect(rows).toEqual([{ details: { logs: 0, points: 0, requests: 2, scores: 0 } }]);
  });

  it('stay until then, however old they say they are, and whatever becomes of their run', async () => {
    await makeTrace('trace-001');
    await suite.report(sentRequest({ timestamp: '1999-01-01T00:00:00Z' }));
    await inWorkspace(suite.own.scope, async (tx) => {
      await sql`update trace set started_at = now() - interval '400 days', last_event_minute = now() - interval '400 days'`.execute(
        tx,
      );
    });
    await expire();
    const { rows } = await inWorkspace(suite.own.scope, (tx) => sql`select from trace`.execute(tx));
    expect([rows.length, await suite.count()]).toEqual([0, 1]);
  });

  it.each([
    ['new', 1],
    ['fixing', 1],
    ['verified', 0],
    ['ignored', 0],
  ])('stay as evidence of an incident that is %s: %i', async (status, left) => {
    await makeTrace('trace-001');
    await suite.report(sentRequest(), sentRequest({ path: '/no-evidence' }));
    await inWorkspace(suite.own.scope, async (tx) => {
      const trace = await tx.selectFrom('trace').select('id').executeTakeFirstOrThrow();
      await insertIncidentTrace(tx, await insertIncident(tx, suite.own.projectId, { status }), trace.id);
      await sql`insert into http_evidence (trace_id, request_id) select ${trace.id}, id from http_request where path = '/v1/charges'`.execute(
        tx,
      );
    });
    await age(4_000);
    await expire();
    expect(await suite.count()).toBe(left);
    expect(await findExpired()).toEqual([]);
  });

  it('go with a run that somebody deletes, if they carry its own id', async () => {
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id: 'run', metadata: { trace_id: 'wire' } });
    await suite.report(sentRequest({ traceId: 'run' }), sentRequest({ traceId: 'wire' }), sentRequest());
    const owner = await suite.api.tokenOf(suite.own.userId, suite.own.email);
    expect((await suite.api.call(owner, 'DELETE', '/api/traces/run')).status).toBe(204);
    expect([await suite.count(), await total()]).toEqual([2, 2]);
  });
});

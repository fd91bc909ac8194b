import { deleteUnusedSources } from '@debrief/ingestion';
import { startApi } from '../../factories/api-server';
import { hex } from '../../factories/otel';
import { exportOf, logExportOf, sentLog, sentSpan } from '../../factories/otlp-export';
import { useOtel } from './otel-suite';

describe('resources and scopes', () => {
  const suite = useOtel();
  const post = async (path: string, body: unknown): Promise<void> => {
    expect(await suite.api.call(suite.own.secretKey, 'POST', path, body)).toMatchObject({ status: 200, body: {} });
  };
  const count = async (): Promise<number> => {
    const { rows } = await suite.admin.query<{ n: number }>(
      'select count(*)::int4 as n from debrief.otel_source where workspace_id = $1',
      [suite.own.workspaceId],
    );
    return rows[0]?.n ?? 0;
  };
  /** As if they were seen last so many days ago. */
  const age = (days: number) =>
    suite.admin.query(
      'update debrief.otel_source set seen_at = now() - make_interval(days => $2) where workspace_id = $1',
      [suite.own.workspaceId, days],
    );
  const sweep = () => suite.database.asSystem('sweep', deleteUnusedSources);

  it('go when all that came while they were in use is gone', async () => {
    const traceId = hex(16);
    await post('/otel/default/v1/traces', exportOf(sentSpan({ traceId })));
    await sweep();
    expect(await count()).toBe(2);
    await suite.remove(`/traces/${traceId}`);
    await age(2);
    await sweep();
    expect(await count()).toBe(2);
    await age(4);
    await sweep();
    expect(await count()).toBe(0);
  });

  it('stay while a run, a record or a point is there that may name them', async () => {
    await post('/otel/default/v1/logs', logExportOf(sentLog()));
    await age(4);
    await suite.admin.query('update debrief.otel_log set received_at = $2 where workspace_id = $1', [
      suite.own.workspaceId,
      new Date(Date.now() - 5 * 86_400_000),
    ]);
    await sweep();
    expect(await count()).toBe(2);
    await suite.admin.query('delete from debrief.otel_log where workspace_id = $1', [suite.own.workspaceId]);
    await sweep();
    expect(await count()).toBe(0);
  });

  it('are kept once when many exports bring them at once', async () => {
    const logs = Array.from({ length: 12 }, () => post('/otel/default/v1/logs', logExportOf(sentLog())));
    const spans = Array.from({ length: 12 }, () => post('/otel/default/v1/traces', exportOf(sentSpan())));
    await Promise.all([...logs, ...spans]);
    // A resource that both name, and a scope for each.
    expect(await count()).toBe(3);
  });

  it('that come again are known to be in use', async () => {
    const send = (url: string) =>
      fetch(`${url}/otel/default/v1/logs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${suite.own.secretKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(logExportOf(sentLog())),
      });
    await send(suite.api.url);
    await age(10);
    // Another process has not seen them yet.
    const other = await startApi(suite.test.databaseUrl);
    await send(other.url);
    await other.close();
    const { rows } = await suite.admin.query(
      "select seen_at > now() - interval '1 minute' as is_fresh from debrief.otel_source where workspace_id = $1",
      [suite.own.workspaceId],
    );
    expect(rows).toEqual([{ is_fresh: true }, { is_fresh: true }]);
  });
});

import { ExpiryService } from '@debrief/ingestion';
import { RetentionService } from '@debrief/retention';
import { sql } from 'kysely';
import { logExportOf, metricExportOf, sentLog, sentPoint } from '../../factories/otlp-export';
import { useOtel } from './otel-suite';

describe('logs and metrics past the retention of their project', () => {
  const suite = useOtel();
  const send = async (): Promise<void> => {
    await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/logs', logExportOf(sentLog(), sentLog()));
    const points = metricExportOf('tokens', sentPoint());
    await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/metrics', points);
  };
  const age = (days: number): Promise<void> =>
    suite.database.inWorkspace(suite.own.scope, async (tx) => {
      for (const table of ['otel_log', 'otel_metric_point'])
        await sql`update ${sql.table(table)} set received_at = now() - make_interval(days => ${days})`.execute(tx);
    });
  const left = async (): Promise<number[]> => [
    (await suite.list('/logs')).length,
    (await suite.list('/metrics')).length,
  ];
  const expire = (): Promise<void> =>
    suite.api.app
      .get(RetentionService, { strict: false })
      .expireTraces(suite.own.scope, { projectId: suite.own.projectId });
  const findExpired = async (): Promise<string[]> => {
    const expiry = suite.api.app.get(ExpiryService, { strict: false });
    const found = await suite.database.inWorkspace(suite.own.scope, (tx) => expiry.listProjectsWithExpired(tx));
    return found.map(({ projectId }) => projectId);
  };

  it('are found and removed, with an audit row', async () => {
    await send();
    await age(4_000);
    expect(await findExpired()).toEqual([suite.own.projectId]);
    await expire();
    expect(await left()).toEqual([0, 0]);
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`select details from audit_log where action = 'retention.run'`.execute(tx),
    );
    expect(rows).toEqual([{ details: expect.objectContaining({ logs: 2, points: 1 }) }]);
  });

  it('stay until then, however old they say they are', async () => {
    await send();
    expect(await findExpired()).toEqual([]);
    await expire();
    expect(await left()).toEqual([2, 1]);
  });
});

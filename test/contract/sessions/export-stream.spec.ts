import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type ExportQuery, SessionExportService } from '@debrief/sessions';
import { type Told, useSessions } from './sessions-suite';

const text = 'x'.repeat(10_000);
const long: readonly Told[] = Array.from({ length: 400 }, () => ({
  type: 'agent_message',
  payload: { content: text },
}));
const all: ExportQuery = { filter: {}, limit: 1_000_000 };

describe('an export that takes its time', () => {
  const suite = useSessions();
  const service = (): SessionExportService => suite.api.app.get(SessionExportService);

  /** Asks for an export and reads nothing of it but its headers. */
  const openSlowly = async (): Promise<IncomingMessage> => {
    const path = `/api/projects/${suite.own.projectId}/sessions/export`;
    const request = get(suite.api.url + path, { headers: { authorization: `Bearer ${suite.own.secretKey}` } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  /** How many transactions keep a moment for somebody. */
  const openMoments = async (): Promise<number> => {
    const { rows } = await suite.admin.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where state = 'idle in transaction' and query like '%pg_export_snapshot%' and datname = current_database()`,
    );
    return rows[0]?.count ?? 0;
  };
  const untilClosed = async (): Promise<void> => {
    while ((await openMoments()) > 0) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is what there was when it began, whatever comes or goes meanwhile', async () => {
    const id = await suite.record(long.slice(0, 3), { session: 'conv_1' });
    const read: number[] = [];
    await service().export(suite.own.keyScope(), suite.own.projectId, all, async (opened) => {
      await suite.record(long.slice(0, 5), { id, session: 'conv_1' });
      await suite.record(long.slice(0, 5), { session: 'conv_2' });
      await suite.admin.query('delete from debrief.event where seq = 0');
      for await (const events of opened.read()) read.push(...events.map(({ position }) => position));
      expect(opened.rows).toBe(3);
    });
    expect(read).toEqual([1, 2, 3]);
  });

  it('is refused as a third one of a credential, and allowed again when one is done', async () => {
    await suite.record(long.slice(0, 1));
    const scope = suite.own.keyScope();
    const once = (work: () => Promise<void>) => service().export(scope, suite.own.projectId, all, work);
    await once(() =>
      once(async () => {
        await expect(once(() => Promise.resolve())).rejects.toMatchObject({ code: 'LIMITED', retryAfter: 5 });
        const { status, headers, body } = await suite.get('/export');
        expect([status, headers.get('retry-after'), body]).toEqual([
          429,
          '5',
          { success: false, error: { code: 'RATE_LIMIT_EXCEEDED', message: expect.any(String), retryAfterMs: 5_000 } },
        ]);
        await service().export(suite.own.scope, suite.own.projectId, all, () => Promise.resolve());
      }),
    );
    await once(() => Promise.resolve());
  });

  it('leaves the database alone when its reader goes', async () => {
    await suite.record(long);
    const response = await openSlowly();
    expect(await openMoments()).toBe(1);
    response.destroy();
    await untilClosed();
  });

  it('breaks the connection where it fails half-way', async () => {
    await suite.record(long);
    const response = await openSlowly();
    expect(response.headers['x-export-rows']).toBe('400');
    await suite.admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_export_snapshot%'
          and pid <> pg_backend_pid()`,
    );
    await expect(response.resume().toArray()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await untilClosed();
  });
});

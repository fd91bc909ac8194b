import { Client } from 'pg';

const rounds = 7;
const paths = [
  '',
  '?failed=true',
  '?host=mail.example.com',
  '?path=orders/4711',
  '/by-trace?traceId=grown-7',
  '/stats',
  '/stats/series?bucket=5m',
  '/top-hosts',
  '/top-paths',
];

export interface GrownProject {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly secretKey: string;
}

/** Gives a project so many requests of the last ten days, a tenth of them of the last day. */
export const growProject = async (
  adminUrl: string,
  { workspaceId, projectId }: GrownProject,
  rows: number,
): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(
    `insert into debrief.http_request (workspace_id, id, project_id, trace_id, direction, method, host, path, is_path_truncated, status_code,
                                       duration_ms, request_size, response_size, user_id, sent_at, occurred_at)
     select $1, gen_random_uuid(), $2, 'grown-' || n / 10, case n % 4 when 0 then 'outbound' else 'inbound' end, 'GET',
            (array['payments', 'search', 'mail', 'api'])[1 + n % 4] || '.example.com', '/v1/orders/' || n % 5000 || '/items', false,
            (array[200, 200, 204, 302, 404, 503])[1 + n % 6], n * 37 % 900, 256, 1024, 'usr_' || n % 300, at, at
       from (select n, now() - interval '10 days' * n / $3::float8 as at from generate_series(0, $3::int4 - 1) n) made`,
    [workspaceId, projectId, rows],
  );
  await client.query(`insert into debrief.project_tally (workspace_id, project_id, requests) values ($1, $2, $3)`, [
    workspaceId,
    projectId,
    rows,
  ]);
  await client.query('vacuum analyze debrief.http_request');
  await client.end();
};

/** The middle time of each read of a project, in milliseconds. */
export const measureReads = async (url: string, { secretKey }: GrownProject): Promise<Record<string, object>> => {
  const headers = { authorization: `Bearer ${secretKey}` };
  const result: Record<string, object> = {};
  for (const path of paths) {
    const times: number[] = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const start = performance.now();
      const response = await fetch(`${url}/api/v1/http-requests${path}`, { headers });
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    result[`GET ${path || '/'}`] = { 'p50 ms': Math.round(times[Math.floor(rounds / 2)] ?? 0) };
  }
  return result;
};

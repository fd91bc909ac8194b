import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '@debrief/kernel';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { toItem } from './http-batch';

const columns = `workspace_id, id, project_id, trace_id, direction, method, host, path, is_path_truncated, status_code, duration_ms,
  request_size, response_size, user_id, sent_at, occurred_at`;
const connections = 4;
const rowsPerCommand = 800;

/** The same rows into an identical table by COPY: what this server can take at most. @returns rows and seconds */
export const measureHttpCopy = async (
  adminUrl: string,
  seconds: number,
): Promise<{ readonly rows: number; readonly seconds: number }> => {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create table debrief.copy_limit (like debrief.http_request including all)`);
  const [workspaceId, projectId] = [newId(), newId()];
  const start = performance.now();
  let rows = 0;
  const writer = async (): Promise<void> => {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    while (performance.now() < start + seconds * 1_000) {
      const first = rows;
      rows += rowsPerCommand;
      const text = Array.from({ length: rowsPerCommand }, (_, offset) => {
        const item = toItem(first + offset, Date.now());
        const { traceId, direction, method, host, path, statusCode, durationMs, userId, timestamp } = item;
        const values = [
          workspaceId,
          newId(),
          projectId,
          traceId,
          direction,
          method,
          host,
          path,
          'f',
          statusCode,
          durationMs,
        ];
        return [...values, item.requestSize, item.responseSize, userId, timestamp, timestamp].join('\t');
      }).join('\n');
      await pipeline(
        Readable.from([`${text}\n`]),
        client.query(copyFrom(`copy debrief.copy_limit (${columns}) from stdin`)),
      );
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: connections }, writer));
  const took = (performance.now() - start) / 1_000;
  await admin.query('drop table debrief.copy_limit');
  await admin.end();
  return { rows, seconds: took };
};

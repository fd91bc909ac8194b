import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '@debrief/kernel';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const columns =
  'workspace_id, trace_id, seq, idempotency_key, content_hash, type, "timestamp", started_at, span_id, parent_id, name, agent, level, payload, metadata';
const connections = 4;
const rowsPerCommand = 800;

/** The same rows into an identical table by COPY: what this server can take at most. @returns rows and seconds */
export const measureCopy = async (
  adminUrl: string,
  payloadBytes: number,
  seconds: number,
): Promise<{ rows: number; seconds: number }> => {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`
    create table debrief.copy_limit (like debrief.event including all) partition by range (trace_id);
    create table debrief.copy_limit_all partition of debrief.copy_limit default;
    alter table debrief.copy_limit disable row level security;
  `);
  const workspaceId = newId();
  const payload = JSON.stringify({
    tool_name: 'search',
    call_id: 'call_1',
    arguments: { query: 'x'.repeat(payloadBytes - 60) },
  });
  const start = performance.now();
  const end = start + seconds * 1000;
  let rows = 0;
  const writer = async (): Promise<void> => {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    const traceId = newId();
    for (let seq = 0; performance.now() < end; seq += rowsPerCommand) {
      const text = Array.from({ length: rowsPerCommand }, (_, offset) =>
        [
          workspaceId,
          traceId,
          seq + offset,
          `${traceId}:0f3a:${seq + offset}`,
          `\\\\x${hash}`,
          'tool_call',
          '2026-01-01T00:00:00.123456Z',
          '2026-01-01T00:00:00.123456Z',
          'span_1f0c2a',
          '\\N',
          'search',
          'booker',
          'default',
          payload,
          '{"agent":"booker","step":"search"}',
        ].join('\t'),
      ).join('\n');
      await pipeline(
        Readable.from([`${text}\n`]),
        client.query(copyFrom(`copy debrief.copy_limit (${columns}) from stdin`)),
      );
      rows += rowsPerCommand;
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: connections }, writer));
  const took = (performance.now() - start) / 1000;
  await admin.query('drop table debrief.copy_limit');
  await admin.end();
  return { rows, seconds: took };
};

const hash = randomBytes(16).toString('hex');

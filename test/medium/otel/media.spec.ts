import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaService } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { RetentionService } from '@debrief/retention';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { sql } from 'kysely';
import { hex } from '../../factories/otel';
import { encodings, exportOf, logExportOf, sentLog, sentSpan, textAttribute } from '../../factories/otlp-export';
import { tinyPng } from '../../factories/png';
import { startWorker } from '../../factories/worker';
import { createWorkspaceFixture } from '../../factories/workspace';
import { environmentWith } from '../jobs/config-with';
import { useOtel } from './otel-suite';

const store = mkdtempSync(join(tmpdir(), 'debrief-media-'));
afterAll(() => rmSync(store, { recursive: true, force: true }));

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const newPng = (): Buffer => Buffer.concat([tinyPng, randomBytes(2000)]);
const imageUrl = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`;

interface Block {
  readonly entry_type: string;
  readonly role: string;
  readonly content: { readonly media_type?: string; readonly source?: string; readonly data?: string };
}

describe('media in messages', () => {
  const suite = useOtel({ OBJECT_STORE_DIR: store, MAX_MEDIA_BYTES: '100000' });

  const chatOf = (traceId: string, content: unknown, fields: JsonObject = {}): JsonObject =>
    sentSpan({
      traceId,
      spanId: hex(8),
      attributes: [
        textAttribute('gen_ai.operation.name', 'chat'),
        textAttribute('gen_ai.request.model', 'gpt-4o'),
        textAttribute('gen_ai.input.messages', JSON.stringify([{ role: 'user', content }])),
      ],
      ...fields,
    });
  const send = async (body: JsonObject | Buffer, type = 'application/json', key = suite.own.secretKey) => {
    const response = await fetch(`${suite.api.url}/otel/default/v1/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
    });
    return { status: response.status, body: await response.text() };
  };
  const get = (sha256: string, init: RequestInit = {}, key = suite.own.secretKey, project = suite.own.projectId) =>
    fetch(`${suite.api.url}/api/v1/project/${project}/files/${sha256}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
    });
  const blocksOf = async (traceId: string): Promise<Block[]> =>
    (await suite.read(`/traces/${traceId}/messages`)).body.messages as Block[];
  const objects = (): string[] => {
    const folder = join(store, 'media', suite.own.scope.workspaceId, suite.own.projectId);
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const media = () => suite.api.app.get(MediaService, { strict: false });
  const age = () =>
    suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`update media set released_at = released_at - interval '2 hours'`.execute(tx),
    );

  it.each(encodings)('in %s is shown by its URL, and its bytes lie behind it', async (encoding, encode) => {
    const [traceId, png] = [hex(16), newPng()];
    const body = encode(exportOf(chatOf(traceId, [{ type: 'image_url', image_url: { url: imageUrl(png) } }])));
    expect(await send(body, encoding === 'json' ? 'application/json' : 'application/x-protobuf')).toMatchObject({
      status: 200,
    });
    const url = `/api/v1/project/${suite.own.projectId}/files/${sha(png)}`;
    expect(await blocksOf(traceId)).toEqual([
      expect.objectContaining({
        role: 'user',
        entry_type: 'image',
        content: { type: 'image', media_type: 'image/png', source: 'url', data: url, name: null },
      }),
    ]);
    const response = await fetch(suite.api.url + url, { headers: { authorization: `Bearer ${suite.own.secretKey}` } });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="${sha(png)}"`,
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
      etag: `"${sha(png)}"`,
    });
  });

  it('of every vendor becomes a block of its kind', async () => {
    const traceId = hex(16);
    const bytes = Buffer.alloc(2000);
    const data = bytes.toString('base64');
    const parts = [
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: data },
      { type: 'input_audio', input_audio: { data, format: 'wav' } },
      { type: 'blob', modality: 'video', mime_type: 'video/mp4', content: data },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } },
      { inlineData: { mimeType: 'image/webp', data } },
      { image: { format: 'jpeg', source: { bytes: data } } },
      { type: 'file', mediaType: 'application/x-thing', data },
    ];
    await send(exportOf(chatOf(traceId, parts)));
    const shown = (await blocksOf(traceId)).map(({ entry_type, content }) => [
      entry_type,
      content.media_type,
      content.source,
      content.data?.endsWith(sha(bytes)),
    ]);
    expect(shown).toEqual([
      ['image', 'image/png', 'url', true],
      ['audio', 'audio/wav', 'url', true],
      ['video', 'video/mp4', 'url', true],
      ['document', 'application/pdf', 'url', true],
      ['image', 'image/webp', 'url', true],
      ['image', 'image/jpeg', 'url', true],
      ['file', 'application/x-thing', 'url', true],
    ]);
    expect(objects()).toHaveLength(1);
  });

  it('does not make a span too large: it goes before anything is cut', async () => {
    const [traceId, audio] = [hex(16), randomBytes(99_000)];
    const parts = Array.from({ length: 20 }, () => ({ type: 'text', text: imageUrl(audio) }));
    expect(await send(exportOf(chatOf(traceId, parts)))).toEqual({ status: 200, body: '{}' });
    const [span] = await suite.list(`/traces/${traceId}/spans?include_raw_span=true`);
    const raw = JSON.stringify(span!.raw_span);
    expect(raw).not.toContain('truncated');
    expect(raw.split(`data:image/png;base64,/api/v1/project/${suite.own.projectId}/files/${sha(audio)}`)).toHaveLength(
      21,
    );
  });

  it('larger than a file may be stays a text', async () => {
    const traceId = hex(16);
    const parts = [{ type: 'image_url', image_url: { url: imageUrl(randomBytes(100_001)) } }];
    expect(await send(exportOf(chatOf(traceId, parts)))).toEqual({ status: 200, body: '{}' });
    expect((await blocksOf(traceId))[0]!.content.source).toBe('base64');
    expect(objects()).toEqual([]);
  });

  it('is stored once, however often and wherever it is sent', async () => {
    const png = newPng();
    const spans = Array.from({ length: 4 }, () => chatOf(hex(16), [{ type: 'text', text: imageUrl(png) }]));
    const answers = await Promise.all([...spans, ...spans].map((span) => send(exportOf(span))));
    expect(answers).toEqual(answers.map(() => ({ status: 200, body: '{}' })));
    expect(await suite.list('/spans')).toHaveLength(4);
    expect(objects()).toHaveLength(1);
  });

  it('is the same span when it is sent again, and another with other bytes', async () => {
    const traceId = hex(16);
    const span = chatOf(traceId, [{ type: 'text', text: imageUrl(newPng()) }]);
    const other = { ...chatOf(traceId, [{ type: 'text', text: imageUrl(newPng()) }]), spanId: span['spanId']! };
    expect((await send(exportOf(span))).body).toBe('{}');
    expect((await send(exportOf(span))).body).toBe('{}');
    expect((await send(exportOf(other))).body).toContain('span id already used');
  });

  it('is served by HEAD and condition without its bytes', async () => {
    const png = newPng();
    await send(exportOf(chatOf(hex(16), [{ type: 'text', text: imageUrl(png) }])));
    const head = await get(sha(png), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(png.length), '']);
    const known = await get(sha(png), { headers: { 'if-none-match': `"${sha(png)}"` } });
    expect(known.status).toBe(304);
  });

  it('that a browser would run is served as a plain text', async () => {
    const page = Buffer.from('<script>alert(1)</script>'.repeat(80));
    await send(exportOf(chatOf(hex(16), `data:text/html;base64,${page.toString('base64')}`)));
    const response = await get(sha(page));
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe(page.toString());
  });

  it.each([
    ['what nobody sent', '0'.repeat(64), 404, 'FILE_NOT_FOUND'],
    ['what is no hash', 'abc', 400, 'INVALID_HASH'],
    ['a hash in capitals', 'A'.repeat(64), 400, 'INVALID_HASH'],
  ])('answers %s in the form of the surface', async (_what, sha256, status, code) => {
    const response = await get(sha256);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });

  it('is read only', async () => {
    const response = await get('0'.repeat(64), { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('is nobody else`s', async () => {
    const png = newPng();
    await send(exportOf(chatOf(hex(16), [{ type: 'text', text: imageUrl(png) }])));
    const other = await createWorkspaceFixture(suite.database);
    const answers = [
      await get(sha(png), {}, other.secretKey, other.projectId),
      await get(sha(png), {}, other.secretKey, suite.own.projectId),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect((await fetch(`${suite.api.url}/api/v1/project/default/files/${sha(png)}`)).status).toBe(401);
  });

  it('goes with the last run that names it: at once from sight, and with the next sweep from the store', async () => {
    const png = newPng();
    const traces = [hex(16), hex(16)];
    for (const traceId of traces) await send(exportOf(chatOf(traceId, [{ type: 'text', text: imageUrl(png) }])));
    await suite.remove(`/traces/${traces[0]}`);
    await age();
    await media().removeUnused(suite.own.scope);
    expect((await get(sha(png))).status).toBe(200);
    await suite.remove(`/traces/${traces[1]}`);
    expect((await get(sha(png))).status).toBe(404);
    await media().removeUnused(suite.own.scope);
    expect(objects()).toHaveLength(1);
    await age();
    await media().removeUnused(suite.own.scope);
    expect(objects()).toEqual([]);
  });

  it('is found by the worker, a workspace at a time, when no run names it any more', async () => {
    const worker = await startWorker(environmentWith(suite.test, { OBJECT_STORE_DIR: store }));
    try {
      const traceId = hex(16);
      await send(exportOf(chatOf(traceId, [{ type: 'text', text: imageUrl(newPng()) }])));
      await age();
      await worker.work();
      expect(objects()).toHaveLength(1);
      await suite.remove(`/traces/${traceId}`);
      await age();
      await worker.work();
      expect(objects()).toEqual([]);
    } finally {
      await worker.close();
    }
  });

  it('that comes again after its removal is stored again', async () => {
    const png = newPng();
    const traceId = hex(16);
    await send(exportOf(chatOf(traceId, [{ type: 'text', text: imageUrl(png) }])));
    await suite.remove(`/traces/${traceId}`);
    await age();
    await media().removeUnused(suite.own.scope);
    await send(exportOf(chatOf(hex(16), [{ type: 'text', text: imageUrl(png) }])));
    expect(Buffer.from(await (await get(sha(png))).arrayBuffer())).toEqual(png);
  });

  it('of a span that was refused is kept by nobody', async () => {
    const traceId = hex(16);
    const [png, other] = [newPng(), newPng()];
    const span = chatOf(traceId, [{ type: 'text', text: imageUrl(png) }]);
    await send(exportOf(span));
    await send(exportOf({ ...chatOf(traceId, imageUrl(other)), spanId: span['spanId']! }));
    expect((await get(sha(other))).status).toBe(404);
    await age();
    await media().removeUnused(suite.own.scope);
    expect(objects()).toHaveLength(1);
    expect((await get(sha(png))).status).toBe(200);
  });

  it.each([
    ['protobuf', ProtobufExporter],
    ['JSON', JsonExporter],
  ])('of a stock exporter that speaks %s is image, audio and document', async (_name, Exporter) => {
    const files = [newPng(), randomBytes(3000), Buffer.concat([Buffer.from('%PDF-1.7'), randomBytes(2000)])];
    const [image, audio, document] = files.map((bytes) => bytes.toString('base64'));
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
      { type: 'input_audio', input_audio: { data: audio, format: 'mp3' } },
      { type: 'file', file: { filename: 'terms.pdf', file_data: `data:application/pdf;base64,${document}` } },
    ];
    const url = `${suite.api.url}/otel/default/v1/traces`;
    const exporter = new Exporter({ url, headers: { authorization: `Bearer ${suite.own.secretKey}` } });
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const span = provider.getTracer('agent').startSpan('chat gpt-4o', {
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', content }]),
      },
    });
    span.end();
    await provider.shutdown();
    const blocks = await blocksOf(span.spanContext().traceId);
    expect(blocks.map(({ content: { media_type, source }, entry_type }) => [entry_type, media_type, source])).toEqual([
      ['text', undefined, undefined],
      ['image', 'image/png', 'url'],
      ['audio', 'audio/mpeg', 'url'],
      ['document', 'application/pdf', 'url'],
    ]);
    for (const [index, bytes] of files.entries()) {
      const response = await fetch(suite.api.url + blocks[index + 1]!.content.data!, {
        headers: { authorization: `Bearer ${suite.own.secretKey}` },
      });
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    }
  });

  describe('of log records', () => {
    const details = (traceId: string, spanId: string, png: Buffer): JsonObject =>
      sentLog({
        traceId,
        spanId,
        eventName: 'gen_ai.client.inference.operation.details',
        attributes: [
          textAttribute(
            'gen_ai.input.messages',
            JSON.stringify([
              {
                role: 'user',
                parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: png.toString('base64') }],
              },
            ]),
          ),
        ],
      });
    const sendLogs = (...records: JsonObject[]) =>
      suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/logs', logExportOf(...records));

    it('is the same as of the span, and goes with its run', async () => {
      const [png, traceId] = [newPng(), hex(16)];
      const span = sentSpan({ traceId, attributes: [textAttribute('gen_ai.operation.name', 'chat')] });
      await sendLogs(details(traceId, String(span['spanId']), png));
      await send(exportOf(span));
      expect((await blocksOf(traceId)).map(({ content: { source, data } }) => [source, data])).toEqual([
        ['url', `/api/v1/project/${suite.own.projectId}/files/${sha(png)}`],
      ]);
      expect((await get(sha(png))).status).toBe(200);
      await suite.remove(`/traces/${traceId}`);
      expect((await get(sha(png))).status).toBe(404);
    });

    it('goes with the last record of a run that never came', async () => {
      const [png, traceId] = [newPng(), hex(16)];
      await sendLogs(details(traceId, hex(8), png), details(traceId, hex(8), png));
      expect((await get(sha(png))).status).toBe(200);
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        sql`update otel_log set received_at = now() - interval '4000 days'`.execute(tx),
      );
      await suite.api.app
        .get(RetentionService, { strict: false })
        .expireTraces(suite.own.scope, { projectId: suite.own.projectId });
      expect((await get(sha(png))).status).toBe(404);
    });

    it('that name no run stays where it is: nothing would ever let go of it', async () => {
      const { traceId: _traceId, ...record } = details('', hex(8), newPng());
      await sendLogs(record);
      expect(objects()).toEqual([]);
    });
  });

  it('is never acknowledged without its bytes: while the store is away the export has to come again', async () => {
    const [traceId, png] = [hex(16), newPng()];
    const body = exportOf(chatOf(traceId, [{ type: 'text', text: imageUrl(png) }]));
    renameSync(store, `${store}-away`);
    writeFileSync(store, '');
    try {
      expect((await send(body)).status).toBe(503);
      expect((await send(exportOf(chatOf(hex(16), 'no media')))).status).toBe(200);
      expect((await suite.read(`/traces/${traceId}`)).status).toBe(404);
    } finally {
      rmSync(store);
      renameSync(`${store}-away`, store);
    }
    expect((await send(body)).status).toBe(200);
    expect((await get(sha(png))).status).toBe(200);
  });
});

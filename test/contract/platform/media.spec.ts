import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaService } from '@debrief/ingestion';
import { tinyPng } from '../../factories/png';
import { createWorkspaceFixture } from '../../factories/workspace';
import { usePlatform } from './platform-suite';

const store = mkdtempSync(join(tmpdir(), 'debrief-media-'));
afterAll(() => rmSync(store, { recursive: true, force: true }));

const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const idOf = (bytes: Buffer): string => digest(bytes).toString('base64url').slice(0, 22);
const newPng = (): Buffer => Buffer.concat([tinyPng, randomBytes(2000)]);

const announcementOf = (bytes: Buffer, fields: object = {}) => ({
  traceId: 'run',
  observationId: 'step',
  field: 'input',
  contentType: 'image/png',
  contentLength: bytes.length,
  sha256Hash: digest(bytes).toString('base64'),
  ...fields,
});

const put = (url: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'PUT',
    headers: {
      'content-type': 'image/png',
      'x-amz-checksum-sha256': digest(bytes).toString('base64'),
      'x-ms-blob-type': 'BlockBlob',
      ...headers,
    },
    body: new Uint8Array(bytes),
  });

describe('media of /api/public', () => {
  const suite = usePlatform({ OBJECT_STORE_DIR: store, MAX_MEDIA_BYTES: '5000000', PUBLIC_URL: 'http://debrief.test' });

  const announce = (bytes: Buffer, fields: object = {}) =>
    suite.call('POST', '/api/public/media', announcementOf(bytes, fields));
  /** Where to put the bytes, at the address of the test's own server. */
  const urlFor = async (bytes: Buffer, fields: object = {}): Promise<string> => {
    const { status, body } = await announce(bytes, fields);
    expect([status, body.mediaId]).toEqual([201, idOf(bytes)]);
    return here(body.uploadUrl);
  };
  const here = (url: unknown): string => String(url).replace('http://debrief.test', suite.api.url);
  const get = (bytes: Buffer) => suite.call('GET', `/api/public/media/${idOf(bytes)}`);
  const upload = async (bytes: Buffer, fields: object = {}): Promise<void> => {
    expect((await put(await urlFor(bytes, fields), bytes)).status).toBe(200);
  };

  it('are announced, put, reported and read', async () => {
    const bytes = newPng();
    const url = await urlFor(bytes);
    expect((await get(bytes)).status).toBe(404);
    expect((await put(url, bytes)).status).toBe(200);
    const report = {
      uploadedAt: new Date().toISOString(),
      uploadHttpStatus: 200,
      uploadHttpError: '',
      uploadTimeMs: 12,
    };
    expect((await suite.call('PATCH', `/api/public/media/${idOf(bytes)}`, report)).status).toBe(204);

    const { status, body } = await get(bytes);
    expect([status, body]).toEqual([
      200,
      {
        mediaId: idOf(bytes),
        contentType: 'image/png',
        contentLength: bytes.length,
        uploadedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        url: expect.stringMatching(/^http:\/\/debrief\.test\/media-content\//) as string,
        urlExpiry: expect.any(String) as string,
      },
    ]);
    expect(Date.parse(String(body.urlExpiry))).toBeGreaterThan(Date.now() + 3_000_000);
    const served = await fetch(here(body.url));
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="${idOf(bytes)}"`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('are stored once a project: the same bytes are not asked for again, and a put that is repeated is answered the same', async () => {
    const bytes = newPng();
    const url = await urlFor(bytes);
    expect([(await put(url, bytes)).status, (await put(url, bytes)).status]).toEqual([200, 200]);
    const again = await announce(bytes, { traceId: 'another run', field: 'output' });
    expect([again.status, again.body]).toEqual([201, { mediaId: idOf(bytes), uploadUrl: null }]);
  });

  it('of several megabytes pass through as they come', async () => {
    const bytes = randomBytes(4_900_000);
    await upload(bytes);
    const served = await fetch(here((await get(bytes)).body.url));
    expect(digest(Buffer.from(await served.arrayBuffer())).equals(digest(bytes))).toBe(true);
  });

  it('that a browser would run are served as text', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const url = await urlFor(bytes, { contentType: 'image/svg+xml' });
    expect((await put(url, bytes, { 'content-type': 'image/svg+xml' })).status).toBe(200);
    const { body } = await get(bytes);
    expect(body.contentType).toBe('image/svg+xml');
    expect((await fetch(here(body.url))).headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  describe('whose upload is not what was announced', () => {
    const good = newPng();
    const others = Buffer.concat([good.subarray(0, good.length - 1), Buffer.from('x')]);
    const claimed = { 'x-amz-checksum-sha256': digest(good).toString('base64') };

    it.each<[string, object, Buffer, Record<string, string>, number]>([
      ['other bytes, by their own hash', {}, others, {}, 400],
      ['other bytes under the hash of the right ones', {}, others, claimed, 400],
      ['fewer bytes', {}, good.subarray(1), claimed, 400],
      ['more bytes', {}, Buffer.concat([good, good]), claimed, 400],
      ['no bytes', {}, Buffer.alloc(0), claimed, 400],
      ['a length that was too small', { contentLength: 10 }, good, claimed, 400],
      ['a length that was too large', { contentLength: good.length + 1 }, good, claimed, 400],
      ['another type', {}, good, { 'content-type': 'text/html' }, 415],
    ])('is refused and leaves nothing: %s', async (_case, announced, bytes, headers, status) => {
      const url = await urlFor(good, announced);
      expect((await put(url, bytes, headers)).status).toBe(status);
      expect((await get(good)).status).toBe(404);
      await upload(good);
      expect((await get(good)).body).toMatchObject({ contentType: 'image/png', contentLength: good.length });
    });

    it('is answered when it is refused half-way, and when the client goes away leaves nothing', async () => {
      const url = await urlFor(good);
      const { 'x-amz-checksum-sha256': sum } = claimed;
      expect((await put(url, randomBytes(20_000_000), { 'x-amz-checksum-sha256': sum })).status).toBe(400);
      const brokenOff = new AbortController();
      const body = async function* (): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(good.subarray(0, 1000));
        await new Promise((resolve) => setTimeout(resolve, 50));
        brokenOff.abort();
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      const init = {
        method: 'PUT',
        headers: { 'content-type': 'image/png' },
        signal: brokenOff.signal,
        duplex: 'half',
      };
      await expect(fetch(url, { ...init, body: body() } as unknown as RequestInit)).rejects.toThrow();
      expect((await get(good)).status).toBe(404);
      await upload(good);
      expect(readdirSync(join(store, '.incoming'))).toEqual([]);
    });

    it('is refused by an address that was changed, is for reading, or has expired', async () => {
      const url = await urlFor(good);
      const other = await urlFor(newPng());
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 901_000);
      try {
        expect((await put(url, good)).status).toBe(401);
      } finally {
        clock.mockRestore();
      }
      const tokenOf = (address: string): string => address.slice(address.indexOf('?'));
      expect((await put(url.replace(/\?.*/, ''), good)).status).toBe(401);
      expect((await put(url.replace(/\?.*/, tokenOf(other)), good)).status).toBe(401);
      expect((await fetch(url)).status).toBe(401);
      expect((await put(url, good)).status).toBe(200);
      const link = here((await get(good)).body.url);
      expect((await put(link, good)).status).toBe(401);
      const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_601_000);
      try {
        expect((await fetch(link)).status).toBe(401);
      } finally {
        later.mockRestore();
      }
    });
  });

  it.each<[string, object, number]>([
    ['neither run nor item', { traceId: undefined, observationId: undefined }, 400],
    ['an observation of no run', { traceId: undefined }, 400],
    ['a run and an item', { datasetId: 'd', datasetItemId: 'i' }, 400],
    ['a data set without an item', { traceId: undefined, observationId: undefined, datasetId: 'd' }, 400],
    ['an unknown data set', { traceId: undefined, observationId: undefined, datasetId: 'd', datasetItemId: 'i' }, 404],
    ['another field', { field: 'somewhere' }, 400],
    ['no type', { contentType: undefined }, 400],
    ['what is no type', { contentType: 'image/png; charset=x' }, 400],
    ['a hash in hex', { sha256Hash: 'a'.repeat(64) }, 400],
    ['no bytes', { contentLength: 0 }, 400],
    ['too many bytes', { contentLength: 5_000_001 }, 413],
  ])('are not announced with %s', async (_case, fields, status) => {
    const answer = await announce(newPng(), fields);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ message: expect.any(String) as string });
  });

  it('are not those of another project, and their ids tell nothing', async () => {
    const bytes = newPng();
    await upload(bytes);
    const stranger = await createWorkspaceFixture(suite.database);
    const path = `/api/public/media/${idOf(bytes)}`;
    const report = { uploadedAt: new Date().toISOString(), uploadHttpStatus: 200 };
    expect((await suite.api.call(stranger.secretKey, 'GET', path)).status).toBe(404);
    expect((await suite.api.call(stranger.secretKey, 'PATCH', path, report)).status).toBe(404);
    const own = await suite.api.call(stranger.secretKey, 'POST', '/api/public/media', announcementOf(bytes));
    expect(own.body.uploadUrl).toEqual(expect.any(String));
    expect((await suite.api.call(stranger.secretKey, 'GET', path)).status).toBe(404);
  });

  it('go with the last run that names them', async () => {
    const bytes = newPng();
    await suite.call('POST', '/v1/traces', { id: 'run' });
    await suite.call('POST', '/v1/traces', { id: 'other' });
    await upload(bytes);
    await announce(bytes, { traceId: 'other' });
    const link = here((await get(bytes)).body.url);
    expect((await suite.call('DELETE', '/api/public/traces/run')).status).toBe(200);
    expect((await get(bytes)).status).toBe(200);
    expect((await suite.call('DELETE', '/api/public/traces/other')).status).toBe(200);
    expect((await get(bytes)).status).toBe(404);
    expect((await fetch(link)).status).toBe(404);
    await expectSwept();
  });

  it('of an item of a data set go with it', async () => {
    const bytes = newPng();
    const dataset = await suite.call('POST', '/api/public/v2/datasets', { name: 'cases' });
    const ofItem = { traceId: undefined, observationId: undefined, datasetId: dataset.body.id, datasetItemId: 'case' };
    await upload(bytes, ofItem);
    await suite.call('POST', '/api/public/dataset-items', { datasetName: 'cases', id: 'case', input: 'an image' });
    expect((await get(bytes)).status).toBe(200);
    expect((await suite.call('DELETE', '/api/public/dataset-items/case')).status).toBe(200);
    expect((await get(bytes)).status).toBe(404);
    await expectSwept();
  });

  it.each<[string, object, () => Promise<unknown>]>([
    ['a run', {}, () => suite.call('POST', '/v1/traces', { id: 'run' })],
    [
      'an item',
      { traceId: undefined, observationId: undefined, datasetItemId: 'case' },
      () => suite.call('POST', '/api/public/dataset-items', { datasetName: 'cases', id: 'case', input: 'an image' }),
    ],
  ])('are let go of after a day when %s never comes, and stay when it comes', async (_who, fields, come) => {
    const dataset = await suite.call('POST', '/api/public/v2/datasets', { name: 'cases' });
    const ofThem = 'datasetItemId' in fields ? { ...fields, datasetId: dataset.body.id } : fields;
    const media = suite.api.app.get(MediaService, { strict: false });
    const aDayLater = async (): Promise<void> => {
      for (const table of ['media_use', 'media_item_use'])
        await suite.admin.query(`update debrief.${table} set announced_at = announced_at - interval '25 hours'`);
      await media.removeUnused(suite.own.scope);
    };
    const bytes = newPng();
    await upload(bytes, ofThem);
    await media.removeUnused(suite.own.scope);
    expect((await get(bytes)).status).toBe(200);
    await aDayLater();
    expect((await get(bytes)).status).toBe(404);

    await announce(bytes, ofThem);
    await come();
    await aDayLater();
    await aDayLater();
    expect((await get(bytes)).status).toBe(200);
  });

  /** After the hour for which what nobody names is kept. */
  const expectSwept = async (): Promise<void> => {
    const rows = async (): Promise<number> =>
      (await suite.admin.query(`select from debrief.media where workspace_id = $1`, [suite.own.workspaceId])).rows
        .length;
    const media = suite.api.app.get(MediaService, { strict: false });
    await media.removeUnused(suite.own.scope);
    expect(await rows()).toBe(1);
    await suite.admin.query(
      `update debrief.media set released_at = now() - interval '61 minutes' where workspace_id = $1`,
      [suite.own.workspaceId],
    );
    await media.removeUnused(suite.own.scope);
    expect(await rows()).toBe(0);
  };
});

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LocalObjectStore, type ObjectStore, SupabaseObjectStore } from '@debrief/infra';
import { serveLocalObjects } from './serve-local-objects';
import { StorageServer } from './storage-server';

const maxBytes = 1000;
const png = Buffer.from('89504e470d0a1a0a00112233445566778899', 'hex');
const path = 'artifacts/w/t/one/shot.png';

interface Fixture {
  readonly store: ObjectStore;
  /** Makes the place behind the store refuse to work. */
  breakDown(): Promise<void>;
  stop(): Promise<void>;
}

const local = async (): Promise<Fixture> => {
  const folder = await mkdtemp(join(tmpdir(), 'debrief-objects-'));
  const served = await serveLocalObjects(folder);
  return {
    store: served.store,
    breakDown: () => served.breakDown(),
    stop: async () => {
      await served.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const supabase = (key: 'secretKey' | 'serviceRoleKey') => async (): Promise<Fixture> => {
  const server = new StorageServer();
  const url = await server.start();
  const options = {
    url,
    secretKey: server[key],
    bucket: 'artifacts',
    maxBytes,
    allowedTypes: ['image/png', 'image/jpeg', 'video/webm'],
  };
  return {
    store: new SupabaseObjectStore(options),
    breakDown: async () => void (server.failing = true),
    stop: () => server.stop(),
  };
};

describe.each([
  ['a local folder', local],
  ['Supabase Storage with a secret key', supabase('secretKey')],
  ['Supabase Storage with a service-role key', supabase('serviceRoleKey')],
])('an object store on %s', (_name, open) => {
  let fixture: Fixture;
  let store: ObjectStore;

  beforeAll(async () => {
    fixture = await open();
    store = fixture.store;
    await Promise.all([store.ensureBucket(), store.ensureBucket()]);
  });
  afterAll(() => fixture.stop());
  afterEach(() => store.remove([path]));

  it('is ready once its bucket is there', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });

  it('gives back the bytes that were put', async () => {
    await store.put(path, png, { contentType: 'image/png' });
    expect(await store.stat(path)).toMatchObject({ sizeBytes: png.length });
    const stream = await store.read(path);
    expect(await buffer(stream!)).toEqual(png);
  });

  it('puts what comes in pieces, and keeps what was there when the pieces break off', async () => {
    const pieces = async function* (fails: boolean): AsyncGenerator<Buffer> {
      yield png.subarray(0, 5);
      if (fails) throw new Error('broken off');
      yield png.subarray(5);
    };
    const options = { contentType: 'image/png' };
    await store.put(path, Readable.from(pieces(false)), options);
    await expect(store.put(path, Readable.from(pieces(true)), options)).rejects.toThrow();
    expect(await buffer((await store.read(path))!)).toEqual(png);
  });

  it('puts in place of what was there', async () => {
    await store.put(path, png, { contentType: 'image/png' });
    await store.put(path, png.subarray(0, 10), { contentType: 'image/png' });
    expect(await store.stat(path)).toMatchObject({ sizeBytes: 10 });
  });

  it('knows nothing of an object that was never put', async () => {
    expect(await store.stat('artifacts/w/t/none/shot.png')).toBeUndefined();
    expect(await store.read('artifacts/w/t/none/shot.png')).toBeUndefined();
  });

  it('removes what is there and takes what is not for removed', async () => {
    await store.put(path, png, { contentType: 'image/png' });
    expect(await store.remove([path, 'artifacts/w/t/none/shot.png'])).toEqual(new Map());
    expect(await store.stat(path)).toBeUndefined();
  });

  describe('by a signed download URL', () => {
    let url: string;
    beforeEach(async () => {
      await store.put(path, png, { contentType: 'image/png' });
      url = await store.signedDownloadUrl(path, { seconds: 300, contentType: 'image/png' });
    });

    it('serves the whole object with its media type', async () => {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/png');
      expect(response.headers.get('accept-ranges')).toBe('bytes');
      expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
    });

    it.each([
      ['the first bytes', 'bytes=0-3', 0, 4],
      ['from the middle on', 'bytes=10-', 10, 18],
      ['the last bytes', 'bytes=-4', 14, 18],
    ])('serves %s of it', async (_case, range, from, to) => {
      const response = await fetch(url, { headers: { range } });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${png.length}`);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(png.subarray(from, to));
    });

    it.each([
      ['another path', (text: string) => text.replace('/one/', '/two/')],
      ['a token that was changed', (text: string) => `${text.slice(0, -4)}AAAA`],
      ['no token', (text: string) => text.replace(/\?.*/, '')],
    ])('refuses %s', async (_case, change) => {
      expect((await fetch(change(url))).status).toBeGreaterThanOrEqual(400);
    });

    it('refuses after it has expired', async () => {
      const expired = await store.signedDownloadUrl(path, { seconds: 1, contentType: 'image/png' });
      const later = Date.now() + 2000;
      const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
      try {
        expect((await fetch(expired)).status).toBeGreaterThanOrEqual(400);
      } finally {
        clock.mockRestore();
      }
    });

    it('does not let the bytes be replaced', async () => {
      const response = await fetch(url, { method: 'PUT', headers: { 'content-type': 'image/png' }, body: 'x' });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await store.stat(path)).toMatchObject({ sizeBytes: png.length });
    });
  });

  describe('by a signed upload URL', () => {
    const put = async (url: string, body: Uint8Array<ArrayBuffer>, type = 'image/png'): Promise<number> =>
      (await fetch(url, { method: 'PUT', headers: { 'content-type': type }, body })).status;
    const signed = () => store.signedUploadUrl(path, { seconds: 300, contentType: 'image/png', maxBytes });

    it('takes the bytes once', async () => {
      const { url, expiresIn } = await signed();
      expect(expiresIn).toBe(300);
      expect(await put(url, png)).toBe(200);
      expect(await put(url, png.subarray(0, 5))).toBeGreaterThanOrEqual(400);
      expect(await store.stat(path)).toMatchObject({ sizeBytes: png.length });
    });

    it.each([
      ['a media type that is not allowed', png, 'text/html'],
      ['more bytes than are allowed', Buffer.alloc(maxBytes + 1), 'image/png'],
    ])('refuses %s', async (_case, bytes, type) => {
      const { url } = await signed();
      expect(await put(url, bytes, type)).toBeGreaterThanOrEqual(400);
      expect(await store.stat(path)).toBeUndefined();
    });

    it('serves no download', async () => {
      const { url } = await signed();
      await store.put(path, png, { contentType: 'image/png' });
      expect((await fetch(url)).status).toBeGreaterThanOrEqual(400);
    });

    it('is not signed for an object that exists', async () => {
      await store.put(path, png, { contentType: 'image/png' });
      await expect(signed()).rejects.toMatchObject({ code: 'CONFLICT' });
    });
  });

  it('says that it is unavailable, for each path that stays, when its place breaks down', async () => {
    await store.put(path, png, { contentType: 'image/png' });
    await fixture.breakDown();
    await expect(store.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(store.put(path, png, { contentType: 'image/png' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([...(await store.remove([path])).keys()]).toEqual([path]);
  });
});

describe('the route of local objects', () => {
  let folder: string;
  let served: Awaited<ReturnType<typeof serveLocalObjects>>;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), '.debrief-objects-'));
    served = await serveLocalObjects(folder);
    await served.store.put(path, png);
    url = await served.store.signedDownloadUrl(path, { seconds: 300, contentType: 'image/png' });
  });
  afterAll(async () => {
    await served.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('lets a browser show the object and do nothing else with it', async () => {
    const { headers } = await fetch(url);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline; filename="shot.png"',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });

  it('answers HEAD without the bytes', async () => {
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, String(png.length)]);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  });

  it('answers a range that the object has not with its size', async () => {
    const response = await fetch(url, { headers: { range: 'bytes=100-' } });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${png.length}`]);
  });

  it.each([
    ['a token of nobody', (good: string) => good.replace(/token=.*/, 'token=a.b'), 401, 'unauthorized'],
    [
      'an expired token',
      () => served.store.signedDownloadUrl(path, { seconds: 0, contentType: 'image/png' }),
      401,
      'token_expired',
    ],
    [
      'an object that is gone',
      () => served.store.signedDownloadUrl('artifacts/w/t/gone/shot.png', { seconds: 300, contentType: 'image/png' }),
      404,
      'not_found',
    ],
  ])('refuses %s in the form of the native surface', async (_case, change, status, code) => {
    const response = await fetch(await change(url));
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })]);
  });
});

describe('the local object store', () => {
  it.each([
    '../outside.png',
    'a/../../outside.png',
    '/etc/passwd',
    'a//b',
    '.incoming/x',
    'a/.hidden',
    'a\\b',
    'a/b\0',
    '',
  ])('refuses the path %j', async (bad) => {
    const folder = await mkdtemp(join(tmpdir(), 'debrief-objects-'));
    try {
      const store = new LocalObjectStore({ folder, publicUrl: 'http://127.0.0.1', signingKey: Buffer.alloc(32) });
      await expect(store.put(bad, png)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(store.signedDownloadUrl(bad, { seconds: 1, contentType: 'image/png' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('leaves no empty folder and no temporary file behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'debrief-objects-'));
    try {
      const store = new LocalObjectStore({ folder, publicUrl: 'http://127.0.0.1', signingKey: Buffer.alloc(32) });
      await store.put(path, png);
      await store.remove([path]);
      expect(await readdir(folder, { recursive: true })).toEqual(['.incoming']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the Supabase object store', () => {
  let server: StorageServer;
  beforeEach(() => {
    server = new StorageServer();
  });
  afterEach(() => server.stop());
  const storeAt = (url: string, secretKey = server.secretKey): SupabaseObjectStore =>
    new SupabaseObjectStore({ url, secretKey, bucket: 'artifacts', maxBytes, allowedTypes: ['image/png'] });

  it('is unavailable when nobody answers', async () => {
    const url = await server.start();
    await server.stop();
    await expect(storeAt(url).check()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is unavailable when its key is refused', async () => {
    await expect(storeAt(await server.start(), 'sb_secret_of_somebody_else').check()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('is unavailable, not empty, when its bucket is gone', async () => {
    await expect(storeAt(await server.start()).stat(path)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('makes its bucket private, with the limits of the product', async () => {
    await storeAt(await server.start()).ensureBucket();
    expect(server.buckets.get('artifacts')).toMatchObject({
      public: false,
      file_size_limit: maxBytes,
      allowed_mime_types: ['image/png'],
    });
  });

  it('has a bucket that is there take what it did not, and leaves its other limits', async () => {
    const url = await server.start();
    const limits = { public: false, file_size_limit: 10, allowed_mime_types: ['video/webm'] };
    server.buckets.set('artifacts', { id: 'artifacts', ...limits });
    await storeAt(url).ensureBucket();
    expect(server.buckets.get('artifacts')).toMatchObject({
      ...limits,
      allowed_mime_types: ['video/webm', 'image/png'],
    });
  });

  it('refuses to work with a public bucket', async () => {
    const url = await server.start();
    server.buckets.set('artifacts', { id: 'artifacts', public: true, file_size_limit: null, allowed_mime_types: null });
    await expect(storeAt(url).ensureBucket()).rejects.toThrow('is public');
  });
});

import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { refusals, StorageRefusal } from './storage-errors';
import { readToken, signToken, type StorageClaims } from './storage-token';

interface Bucket {
  readonly id: string;
  readonly public: boolean;
  readonly file_size_limit: number | null;
  readonly allowed_mime_types: readonly string[] | null;
}
interface StoredFile {
  readonly id: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly storedAt: Date;
}
interface Call {
  readonly bucket: string;
  readonly key: string;
  readonly url: URL;
  readonly request: IncomingMessage;
}
interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string | number>;
  readonly body: object | Buffer;
}

const jwtSecret = 'a-secret-of-the-loopback-storage-server';
/** Hosted Supabase signs uploads for two hours: https://supabase.com/docs/reference/javascript/storage-from-createsigneduploadurl */
const uploadSeconds = 7200;

/**
 * Supabase Storage on the loopback, by the published server: supabase/storage at commit 4fa61fb (2026-08-21, after v1.9.1),
 * src/http/routes/{bucket,object}. Speaks what supabase-js 2.119 sends for buckets, objects, `info` and signed URLs; keeps everything
 * in memory. As behind Supabase's gateway, a new-style secret key in `apikey` counts as the service role; supabase-js
 * sends it as bearer token too, although it is no JWT.
 */
export class StorageServer {
  readonly buckets = new Map<string, Bucket>();
  readonly files = new Map<string, StoredFile>();
  /** Set to make every request fail as Storage does when its database is away. */
  failing = false;
  readonly secretKey = `sb_secret_${randomUUID()}`;
  readonly serviceRoleKey = signToken({ role: 'service_role' }, jwtSecret, 3600);
  private readonly server: Server = createServer((request, response) => void this.handle(request, response));

  /** @returns the project's URL, as SUPABASE_URL names it */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      if (this.failing) throw new StorageRefusal(500, 'DatabaseError', 'Internal server error');
      answer = await this.answer(request);
    } catch (error) {
      if (!(error instanceof StorageRefusal)) throw error;
      answer = { status: error.httpStatus, body: error.body };
      request.resume();
    }
    const isBytes = Buffer.isBuffer(answer.body);
    response.writeHead(answer.status ?? 200, {
      ...(isBytes ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...answer.headers,
    });
    response.end(isBytes ? answer.body : JSON.stringify(answer.body));
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://storage');
    const path = decodeURIComponent(url.pathname).replace(/^\/storage\/v1\//, '');
    const route = `${request.method} /${path}`;
    const call = (rest: string): Call => {
      const [bucket = '', ...key] = rest.split('/');
      return { bucket, key: key.join('/'), url, request };
    };
    const signed = /^object\/(upload\/)?sign\/(.+)$/.exec(path);
    if (signed && request.method === 'GET' && !signed[1]) return this.getSigned(call(signed[2] ?? ''));
    if (signed && request.method === 'PUT' && signed[1]) return this.putSigned(call(signed[2] ?? ''));
    this.authenticate(request);
    if (signed && request.method === 'POST')
      return signed[1] ? this.signUpload(call(signed[2] ?? '')) : this.signDownload(call(signed[2] ?? ''));
    if (path === 'bucket' && request.method === 'POST') return this.createBucket(await json(request));
    if (path.startsWith('bucket/') && request.method === 'GET')
      return { body: this.bucket(path.slice('bucket/'.length)) };
    if (path.startsWith('bucket/') && request.method === 'PUT')
      return this.updateBucket(path.slice('bucket/'.length), await json(request));
    if (path.startsWith('object/info/') && request.method === 'GET')
      return this.info(call(path.slice('object/info/'.length)));
    if (path.startsWith('object/')) {
      const object = call(path.slice('object/'.length));
      if (request.method === 'POST') return this.upload(object, { upsert: request.headers['x-upsert'] === 'true' });
      if (request.method === 'GET') return this.download(object, {});
      if (request.method === 'DELETE' && !object.key) return this.remove(object);
    }
    throw refusals.routeNotFound(route);
  }

  private authenticate(request: IncomingMessage): void {
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer\s+/i, '');
    if (request.headers.apikey === this.secretKey && [this.secretKey, ''].includes(bearer)) return;
    const claims = readToken(bearer, jwtSecret);
    if (typeof claims === 'string') throw refusals.accessDenied(claims);
    if (claims.role !== 'service_role') throw refusals.accessDenied('new row violates row-level security policy');
  }

  private createBucket(body: Record<string, unknown>): Answer {
    const { id, name } = body as { id?: string; name: string };
    const key = id ?? name;
    if (this.buckets.has(key)) throw refusals.bucketAlreadyExists();
    this.buckets.set(key, {
      id: key,
      public: body.public === true,
      file_size_limit: (body.file_size_limit as number | undefined) ?? null,
      allowed_mime_types: (body.allowed_mime_types as string[] | undefined) ?? null,
    });
    return { body: { name } };
  }

  /** What the body leaves out stays as it is. */
  private updateBucket(id: string, body: Record<string, unknown>): Answer {
    const { name: _name, ...known } = this.bucket(id);
    const { public: isPublic = known.public, ...limits } = body as Partial<Bucket>;
    this.buckets.set(id, {
      ...known,
      public: isPublic,
      file_size_limit: limits.file_size_limit ?? known.file_size_limit,
      allowed_mime_types: limits.allowed_mime_types ?? known.allowed_mime_types,
    });
    return { body: { message: 'Successfully updated' } };
  }

  private bucket(id: string): Bucket & { name: string } {
    const found = this.buckets.get(id);
    if (!found) throw refusals.noSuchBucket();
    return { ...found, name: found.id };
  }

  private file({ bucket, key }: Pick<Call, 'bucket' | 'key'>): StoredFile {
    this.bucket(bucket);
    const found = this.files.get(`${bucket}/${key}`);
    if (!found) throw refusals.noSuchKey();
    return found;
  }

  private async upload(call: Call, options: { upsert: boolean }): Promise<Answer> {
    const bucket = this.bucket(call.bucket);
    const key = `${call.bucket}/${call.key}`;
    if (!/^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$/.test(call.key)) throw refusals.invalidKey(call.key);
    const contentType = call.request.headers['content-type'] ?? 'application/octet-stream';
    if (bucket.allowed_mime_types && !bucket.allowed_mime_types.includes(contentType))
      throw refusals.invalidMimeType(contentType);
    if (Number(call.request.headers['content-length']) > (bucket.file_size_limit ?? Infinity))
      throw refusals.entityTooLarge();
    if (!options.upsert && this.files.has(key)) throw refusals.keyAlreadyExists();
    const bytes = await buffer(call.request);
    if (bytes.length > (bucket.file_size_limit ?? Infinity)) throw refusals.entityTooLarge();
    const file = {
      id: randomUUID(),
      bytes,
      contentType,
      cacheControl: call.request.headers['cache-control'] ?? 'no-cache',
      storedAt: new Date(),
    };
    this.files.set(key, file);
    return { body: { Id: file.id, Key: key } };
  }

  private info(call: Call): Answer {
    const file = this.file(call);
    const at = file.storedAt.toISOString();
    const body = {
      id: file.id,
      name: call.key,
      version: file.id,
      bucket_id: call.bucket,
      size: file.bytes.length,
      content_type: file.contentType,
    };
    return {
      body: {
        ...body,
        cache_control: file.cacheControl,
        etag: etagOf(file),
        metadata: {},
        last_modified: at,
        created_at: at,
      },
    };
  }

  private download(call: Call, headers: Record<string, string>): Answer {
    const file = this.file(call);
    const common = {
      'accept-ranges': 'bytes',
      'content-type': file.contentType,
      etag: etagOf(file),
      'x-robots-tag': 'none',
      'last-modified': file.storedAt.toUTCString(),
      ...headers,
    };
    const range = /^bytes=(\d*)-(\d*)$/.exec(call.request.headers.range ?? '');
    if (!range) return { headers: { ...common, 'content-length': file.bytes.length }, body: file.bytes };
    const last = file.bytes.length - 1;
    const from = range[1] ? Number(range[1]) : Math.max(0, file.bytes.length - Number(range[2]));
    const to = range[1] && range[2] ? Math.min(Number(range[2]), last) : last;
    if (from > to) throw refusals.invalidRange();
    const body = file.bytes.subarray(from, to + 1);
    return {
      status: 206,
      headers: {
        ...common,
        'content-range': `bytes ${from}-${to}/${file.bytes.length}`,
        'content-length': body.length,
      },
      body,
    };
  }

  private async signDownload(call: Call): Promise<Answer> {
    const { expiresIn } = (await json(call.request)) as { expiresIn?: unknown };
    if (!Number.isInteger(expiresIn) || Number(expiresIn) < 1)
      throw refusals.invalidRequest('body/expiresIn must be integer');
    this.file(call);
    const url = `${call.bucket}/${call.key}`;
    return {
      body: {
        signedURL: `/object/sign/${url}?token=${signToken({ url, scope: 'download' }, jwtSecret, Number(expiresIn))}`,
      },
    };
  }

  private signUpload(call: Call): Answer {
    this.bucket(call.bucket);
    const url = `${call.bucket}/${call.key}`;
    const upsert = call.request.headers['x-upsert'] === 'true';
    if (!upsert && this.files.has(url)) throw refusals.keyAlreadyExists();
    const token = signToken({ url, upsert, scope: 'upload' }, jwtSecret, uploadSeconds);
    return { body: { url: `/object/upload/sign/${url}?token=${token}`, token } };
  }

  private getSigned(call: Call): Answer {
    const { exp } = this.verify(call, 'download');
    const download = call.url.searchParams.get('download');
    return this.download(call, {
      expires: new Date(exp * 1000).toUTCString(),
      ...(download === null
        ? {}
        : { 'content-disposition': download ? `attachment; filename=${encodeURIComponent(download)}` : 'attachment;' }),
    });
  }

  private async putSigned(call: Call): Promise<Answer> {
    const { upsert } = this.verify(call, 'upload');
    const { body } = await this.upload(call, { upsert: upsert === true });
    return { body: { Key: (body as { Key: string }).Key } };
  }

  private verify(call: Call, scope: 'download' | 'upload'): StorageClaims {
    const claims = readToken(call.url.searchParams.get('token') ?? '', jwtSecret);
    if (typeof claims === 'string') throw refusals.invalidJwt(claims);
    if (claims.scope !== scope) throw refusals.invalidSignature(`Token is not scoped for ${scope}`);
    if (claims.url !== `${call.bucket}/${call.key}`) throw refusals.invalidSignature();
    return claims;
  }

  private async remove(call: Call): Promise<Answer> {
    const { prefixes } = (await json(call.request)) as { prefixes?: string[] };
    if (!prefixes?.length) throw refusals.invalidRequest('body/prefixes must NOT have fewer than 1 items');
    if (prefixes.length > 1000)
      throw refusals.invalidRequest('Bulk object requests are limited to 1000 objects per request.');
    const removed = prefixes.filter((name) => this.files.delete(`${call.bucket}/${name}`));
    return { body: removed.map((name) => ({ name, bucket_id: call.bucket })) };
  }
}

const etagOf = (file: StoredFile): string => `"${createHash('md5').update(file.bytes).digest('hex')}"`;
const json = async (request: IncomingMessage): Promise<Record<string, unknown>> =>
  JSON.parse((await buffer(request)).toString() || '{}') as Record<string, unknown>;

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ulid } from 'ulid';
import type { SentEvent } from '../../factories/event';
import { decideNextStep, type Delivery } from './delivery';
import type { SpoolFolder } from './spool-file';

export interface RecordingClientOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly spool: SpoolFolder;
  /** How often a live batch is sent again before it is spooled; the SDK waits between, a test need not. */
  readonly retries?: number;
}

const batchSize = 50;
const gzipFrom = 1024;

/**
 * Records runs as the Python SDK does on the wire (native.md §5), by that page and not by the server's code: one trace a request,
 * at most 50 events, gzip from 1,024 bytes, raw artifact bytes, nulls for what is not known, a spool file sent whole.
 */
export class RecordingClient {
  private readonly nonce = randomBytes(4).toString('hex');
  private readonly waiting: SentEvent[] = [];
  private seq = 0;

  constructor(
    private readonly options: RecordingClientOptions,
    readonly traceId: string = ulid(),
  ) {}

  /** POST /api/traces, never retried; the first event says the same, so that the run exists even if this fails. */
  async start(run: { agent: string; user_goal: string; tags?: string[] }, create = true): Promise<Delivery> {
    const fields = {
      agent: run.agent,
      user_goal: run.user_goal,
      project_id: null,
      environment: null,
      tags: run.tags ?? [],
    };
    const answer: Delivery = create
      ? await this.post('/api/traces', Buffer.from(JSON.stringify({ id: this.traceId, ...fields, metadata: {} })), json)
      : { status: null, body: undefined };
    this.event('state_change', { name: 'session_started', before: null, after: fields });
    return answer;
  }

  event(type: string, payload: Record<string, unknown>, more: Partial<SentEvent> = {}): SentEvent {
    const seq = this.seq++;
    const event: SentEvent = {
      type,
      session_id: this.traceId,
      timestamp: new Date().toISOString(),
      seq,
      idempotency_key: `${this.traceId}:${this.nonce}:${seq}`,
      payload,
      ...more,
    };
    this.waiting.push(event);
    return event;
  }

  /** The bytes first, then the event that names them, as the SDK does. */
  async screenshot(bytes: Buffer): Promise<{ answer: Delivery; event: SentEvent }> {
    const answer = await this.post(`/api/traces/${this.traceId}/artifacts`, bytes, {
      'content-type': 'image/png',
      'x-promptetheus-filename': 'artifact.png',
      'x-promptetheus-size-bytes': String(bytes.length),
      'x-promptetheus-artifact-type': 'screenshot',
    });
    const { artifact } = (answer.body ?? {}) as { artifact?: { artifact_id: string; storage_path: string } };
    const named = artifact ? { artifact_id: artifact.artifact_id, storage_path: artifact.storage_path } : {};
    return { answer, event: this.event('screenshot', { size_bytes: bytes.length, source_type: 'bytes', ...named }) };
  }

  /** What was recorded and not sent yet, taken off the queue. */
  takeWaiting(): SentEvent[] {
    return this.waiting.splice(0);
  }

  /** Delivers what waits, batch by batch; what cannot be delivered is spooled, what is refused is buried. */
  async flush(): Promise<void> {
    while (this.waiting.length > 0) await this.deliver(this.waiting.splice(0, batchSize));
  }

  /** Sends every spool file, each whole in one request. @returns what is still spooled of this trace */
  async replaySpool(): Promise<number> {
    const { spool } = this.options;
    for (const traceId of spool.traceIds()) {
      const events = spool.read(traceId);
      const next = decideNextStep('replay', events, await this.postEvents(traceId, events));
      if (next.step === 'done') {
        spool.bury(traceId, next.rejected);
        spool.rewrite(traceId, next.keep);
      } else if (next.step === 'bury') {
        spool.bury(traceId, events);
        spool.rewrite(traceId, []);
      }
    }
    return spool.read(this.traceId).length;
  }

  private async deliver(events: readonly SentEvent[]): Promise<void> {
    const { spool, retries = 5 } = this.options;
    for (let attempt = 0; attempt <= retries; attempt += 1) {
      const next = decideNextStep('live', events, await this.postEvents(this.traceId, events));
      if (next.step === 'retry') continue;
      if (next.step === 'bury') spool.bury(this.traceId, events);
      if (next.step === 'done') {
        spool.bury(this.traceId, next.rejected);
        if (next.keep.length > 0) spool.append(this.traceId, next.keep);
      }
      return;
    }
    spool.append(this.traceId, events);
  }

  private postEvents(traceId: string, events: readonly SentEvent[]): Promise<Delivery> {
    const plain = Buffer.from(JSON.stringify({ events }));
    return plain.length < gzipFrom
      ? this.post(`/api/traces/${traceId}/events`, plain, json)
      : this.post(`/api/traces/${traceId}/events`, gzipSync(plain), { ...json, 'content-encoding': 'gzip' });
  }

  private async post(path: string, body: Buffer, headers: Record<string, string>): Promise<Delivery> {
    try {
      const answer = await fetch(`${this.options.url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(30_000),
        headers: {
          ...headers,
          accept: 'application/json',
          authorization: `Bearer ${this.options.apiKey}`,
          'user-agent': 'Python-urllib/3.12',
        },
        body,
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: null, body: undefined };
    }
  }
}

const json = { 'content-type': 'application/json' };

/** A parsed answer of the native surface; what is no JSON is `{text}`. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface AppendAnswer {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly idempotency_key: string | null;
    readonly reason: string;
  }[];
  readonly deferred?: { readonly count: number; readonly from_index: number } | null;
}

export interface ReadEvent {
  readonly seq: number;
  readonly type: string;
  readonly idempotency_key: string;
  readonly timestamp: string | null;
  readonly span_id: string | null;
  readonly parent_id: string | null;
  readonly payload: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly stream_position: number;
  readonly [field: string]: unknown;
}

/** Speaks to a running api as one principal: plain `fetch`, nothing of the product's own code. */
export class NativeClient {
  constructor(
    readonly url: string,
    private readonly credential: string | null,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get<T = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers);
  }

  /** @param body sent as JSON, or as it is when it is bytes or text */
  post<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  async send<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer<T>> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.credential === null ? {} : { authorization: `Bearer ${this.credential}` }),
        ...this.headers,
        ...headers,
      },
      body:
        body === undefined || typeof body === 'string' || body instanceof Uint8Array
          ? (body as RequestInit['body'])
          : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (isJson(answer) ? parse(text) : { text }) as T };
  }

  append(traceId: string, events: readonly unknown[]): Promise<Answer<AppendAnswer>> {
    return this.post<AppendAnswer>(`/api/traces/${traceId}/events`, { events });
  }

  /** The whole timeline, over as many answers as it takes. */
  async readEvents(traceId: string): Promise<ReadEvent[]> {
    const events: ReadEvent[] = [];
    for (let cursor = ''; ;) {
      const { status, body } = await this.get<{ events: ReadEvent[]; next_cursor: string | null }>(
        `/api/traces/${encodeURIComponent(traceId)}/events${cursor}`,
      );
      if (status !== 200) throw new Error(`reading ${traceId}: ${status} ${JSON.stringify(body)}`);
      events.push(...body.events);
      if (body.next_cursor === null) return events;
      cursor = `?cursor=${encodeURIComponent(body.next_cursor)}`;
    }
  }
}

const isJson = ({ headers }: Response): boolean => headers.get('content-type')?.startsWith('application/json') ?? false;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`not JSON: ${text.slice(0, 300)}`);
  }
};

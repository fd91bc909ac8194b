export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  /** `''` for an event stream, which is left as soon as it has begun. */
  readonly text: string;
}

/** One request, written down as it came: no redirect is followed, nothing is parsed. */
export const ask = async (
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Asked> => {
  const leave = new AbortController();
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal: leave.signal,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const text = isStream ? '' : await response.text();
  if (isStream) leave.abort();
  return { status: response.status, headers: response.headers, text };
};

/** The fields of a JSON answer; none for anything else. */
export const fieldsOf = ({ text }: Pick<Asked, 'text'>): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};

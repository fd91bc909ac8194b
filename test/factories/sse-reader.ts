/** One record of a stream. */
export interface StreamRecord {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/**
 * Reads a stream until the signal aborts, the server closes or `take` says that it is enough. A record counts only when it has
 * come whole.
 * @returns the HTTP status, null when there was no answer
 */
export const readStream = async (
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  take: (record: StreamRecord) => boolean,
): Promise<number | null> => {
  let status: number | null = null;
  try {
    const answer = await fetch(url, { headers, signal });
    status = answer.status;
    if (status !== 200 || !answer.body) return status;
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      const parts = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const record = parseRecord(part);
        if (record && take(record)) return status;
      }
    }
  } catch {
    // Cut off, by the signal or by a server that died: what came whole was taken.
  }
  return status;
};

const parseRecord = (text: string): StreamRecord | undefined => {
  const fields = new Map(
    text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
  );
  const data = fields.get('data');
  return data === undefined
    ? undefined
    : {
        id: fields.get('id') ?? '',
        event: fields.get('event') ?? 'message',
        data: JSON.parse(data) as Record<string, unknown>,
      };
};

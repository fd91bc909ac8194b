import { connect } from 'node:net';

export interface RawAnswer {
  /** Null when the connection ended without an answer. */
  readonly status: number | null;
  readonly text: string;
}

/**
 * Sends these bytes as they are: for requests that no client library would send.
 * @param isCut whether the client goes away after them, in place of waiting for the answer
 */
export const sendRaw = (url: string, bytes: readonly (string | Buffer)[], isCut: boolean): Promise<RawAnswer> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let text = '';
    const finish = (): void => {
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text);
      resolve({ status: status ? Number(status[1]) : null, text });
    };
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('end', finish).on('error', finish).on('close', finish);
    socket.setTimeout(10_000, finish);
    for (const part of bytes) socket.write(part);
    if (isCut) socket.end();
  });

/** Head of a POST by hand. */
export const rawPost = (path: string, key: string, headers: readonly string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: debrief',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    'Connection: close',
    ...headers,
    '',
    '',
  ].join('\r\n');

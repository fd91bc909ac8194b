import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DomainError } from '@debrief/kernel';
import { renderNativeError } from '../surfaces/native/errors';

const tooLarge = (what: string): DomainError => new DomainError('TOO_LARGE', `The ${what} are too large`);
const malformed = (message: string): DomainError => new DomainError('MALFORMED', message);

interface Refusal {
  readonly status: string;
  readonly error: DomainError;
}

/** The parser's words, as Node itself answers them. https://nodejs.org/api/http.html#event-clienterror */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', error: tooLarge('address and headers') },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: '413 Payload Too Large', error: tooLarge('chunk extensions') },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', error: malformed('The request did not arrive in time') },
};
const otherwise: Refusal = { status: '400 Bad Request', error: malformed('The request is not HTTP') };

/**
 * Gives what Node refuses before there is a request the form of all errors. The shell has not seen it, so there is no address by
 * which to choose a surface: the native form serves.
 */
export const answerClientErrors = (server: Server): void => {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => answers.set(request.socket, response));
  server.on('clientError', (failure: NodeJS.ErrnoException, socket) => {
    const current = answers.get(socket);
    // Bytes behind the head of an answer would be taken for its body.
    const isAnswering = current !== undefined && current.headersSent && !current.writableFinished;
    if (!socket.writable || isAnswering) return void socket.destroy();
    socket.end(toMessage(refusals[failure.code ?? ''] ?? otherwise), () => socket.destroy());
  });
};

const toMessage = ({ status, error }: Refusal): string => {
  const requestId = randomUUID();
  const body = JSON.stringify(renderNativeError(error, requestId).body);
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return [...head, `X-Request-Id: ${requestId}`, '', body].join('\r\n');
};

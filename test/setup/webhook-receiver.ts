import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedMessage {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A host that takes messages as a customer's would. */
export interface Receiver {
  readonly port: number;
  /** Where messages of this test go. */
  readonly url: string;
  /** Messages of this test; paths without what tells tests apart. */
  readonly received: readonly ReceivedMessage[];
  /** How it answers from now on; 204 at first. */
  answer: (response: ServerResponse, message: ReceivedMessage) => void;
  /** Takes nothing more from the tests before, whose messages may still be under way. */
  startOver(): void;
  close(): void;
}

const noContent = (response: ServerResponse): void => void response.writeHead(204).end();

export const startReceiver = async (): Promise<Receiver> => {
  let round = 0;
  const prefix = (): string => `/round-${round}`;
  let received: ReceivedMessage[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      if (!url.startsWith(`${prefix()}/`)) return noContent(response);
      const message = { path: url.slice(prefix().length), headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(message);
      receiver.answer(response, message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    port,
    get url() {
      return `http://127.0.0.1:${port}${prefix()}/hook`;
    },
    get received() {
      return received;
    },
    answer: noContent,
    startOver: () => {
      round += 1;
      received = [];
      receiver.answer = noContent;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return receiver;
};

/** Answers with a status, and what else is given. */
export const answering =
  (status: number, body = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(body);

/** The message, as the reference library reads it. @throws where no signature is of this secret */
export const verify = (secret: string, { body, headers }: ReceivedMessage): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

/** Whether a signature is of this secret, however old the message is. */
export const isSignedBy = (secret: string, { body, headers }: ReceivedMessage): boolean => {
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  const signature = new Webhook(secret).sign(String(headers['webhook-id']), at, body);
  return String(headers['webhook-signature']).split(' ').includes(signature);
};

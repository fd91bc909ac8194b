import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamOpenai, toOpenai } from './openai-answer';

export interface ScriptedCall {
  readonly name: string;
  readonly input: unknown;
}

/** What the model answers; `status` stands for a failing provider, `hang` for one that never answers. */
export interface ScriptedAnswer {
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  readonly status?: number;
  readonly hang?: boolean;
  /** Sends the caller to another address. */
  readonly redirect?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Those of the input that OpenAI's cache held. */
  readonly cachedTokens?: number;
}

/** A request as any model sees it, whatever its form. */
export interface ModelRequest {
  readonly form: 'openai' | 'anthropic';
  readonly key: string;
  readonly model: string;
  readonly system: string;
  /** What people and tools said, in order. */
  readonly inputs: readonly string[];
  readonly tools: readonly string[];
  /** How often the model has answered in this conversation. */
  readonly turn: number;
  /** Headers and body as they came. */
  readonly raw: string;
}

export type Script = (request: ModelRequest) => ScriptedAnswer;

/**
 * A provider of models on the loopback that speaks OpenAI's chat completions, streamed or not, and Anthropic's messages. What it answers is a script's
 * decision; all that it was sent is kept.
 */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  script: Script = () => ({ text: 'nothing to do' });
  private readonly server: Server = createServer((request, response) => {
    this.answer(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = JSON.parse(text) as Body;
    const raw = JSON.stringify(request.headers) + text;
    const isOpenai = request.url?.endsWith('/chat/completions') ?? false;
    if (!isOpenai && !request.url?.endsWith('/messages')) throw new Error(`no such route: ${request.url}`);
    const read = isOpenai
      ? readOpenai(body, request.headers.authorization?.replace('Bearer ', '') ?? '', raw)
      : readAnthropic(body, String(request.headers['x-api-key'] ?? ''), raw);
    this.requests.push(read);
    const answer = this.script(read);
    if (answer.hang) return;
    if (answer.redirect) {
      response.writeHead(307, { location: answer.redirect }).end();
      return;
    }
    if (answer.status) {
      // As careless providers do: the error repeats what was sent.
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `failed: ${raw}`, type: 'error' } }));
      return;
    }
    if (isOpenai && body.stream) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(streamOpenai(read, answer));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isOpenai ? toOpenai(read, answer) : toAnthropic(read, answer)));
  }
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly content?: string | readonly Part[];
}
interface Message {
  readonly role: string;
  readonly content: string | readonly Part[] | null;
}
interface Body {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly system?: string | readonly Part[];
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name?: string; readonly function?: { readonly name: string } }[];
}

const textOf = (content: Part['content'] | null): string =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => part.text ?? textOf(part.content ?? '')).join('\n');

const ofRoles = ({ messages }: Body, ...roles: string[]): Message[] =>
  messages.filter(({ role }) => roles.includes(role));

const readOpenai = (body: Body, key: string, raw: string): ModelRequest => ({
  form: 'openai',
  key,
  model: body.model,
  system: ofRoles(body, 'system', 'developer')
    .map(({ content }) => textOf(content))
    .join('\n'),
  inputs: ofRoles(body, 'user', 'tool').map(({ content }) => textOf(content)),
  tools: (body.tools ?? []).map((tool) => tool.function?.name ?? ''),
  turn: ofRoles(body, 'assistant').length,
  raw,
});

const readAnthropic = (body: Body, key: string, raw: string): ModelRequest => ({
  form: 'anthropic',
  key,
  model: body.model,
  system: textOf(body.system ?? ''),
  inputs: ofRoles(body, 'user').flatMap(({ content }) =>
    typeof content === 'string' ? [content] : (content ?? []).map((part) => part.text ?? textOf(part.content ?? '')),
  ),
  tools: (body.tools ?? []).map((tool) => tool.name ?? ''),
  turn: ofRoles(body, 'assistant').length,
  raw,
});

const toAnthropic = ({ model, turn }: ModelRequest, answer: ScriptedAnswer) => ({
  id: `msg_${turn}`,
  type: 'message',
  role: 'assistant',
  model,
  content: [
    ...(answer.text ? [{ type: 'text', text: answer.text }] : []),
    ...(answer.calls ?? []).map(({ name, input }, index) => ({
      type: 'tool_use',
      id: `toolu_${turn}_${index}`,
      name,
      input,
    })),
  ],
  stop_reason: answer.calls?.length ? 'tool_use' : 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: answer.inputTokens ?? 100, output_tokens: answer.outputTokens ?? 10 },
});

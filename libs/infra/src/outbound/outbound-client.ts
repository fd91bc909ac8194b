import { invalid } from '@debrief/kernel';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Agent, Dispatcher, fetch as undiciFetch } from 'undici';
import { type AllowedHost, parseAllowedHost } from './allowed-host';
import { classifyFailure } from './classify-failure';
import { connectChecked, RefusedAddressError, type Resolve, resolveBySystem, resolveChecked } from './connect-checked';
import { decideOutboundUrl, type OutboundAllowances, type OutboundRefusal, toTarget } from './decide-outbound-url';
import { describeRefusal } from './describe-refusal';
import { capBody, readCapped } from './read-capped';
import type { OutboundOutcome, OutboundRequest } from './outbound.types';

const connectTimeoutMs = 10_000;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

export interface OutboundOptions {
  /** The operator's list, in the form of `OUTBOUND_ALLOWED_HOSTS`. */
  readonly allowedHosts: readonly string[];
  readonly resolve?: Resolve;
}

interface Opened {
  readonly undici: typeof import('undici');
  readonly agent: Agent;
}

/**
 * The one door to hosts that a user named: webhooks, model addresses, replay targets. It calls the public internet and what the
 * operator lists, connects to the address that it checked, follows no redirect, and takes no proxy from the environment.
 */
export class OutboundClient implements OnApplicationShutdown {
  private readonly operator: readonly AllowedHost[];
  private readonly resolve: Resolve;
  private opened: Promise<Opened> | undefined;

  constructor({ allowedHosts, resolve = resolveBySystem }: OutboundOptions) {
    this.operator = parseAll(allowedHosts);
    this.resolve = resolve;
  }

  /** For a URL as it is saved; resolves nothing. @throws DomainError INVALID naming the field */
  checkUrl(field: string, text: string, allowedHosts: readonly string[] = []): URL {
    const decision = decideOutboundUrl(text, this.allowances(allowedHosts));
    if (decision.kind === 'refused') throw invalid(field, describeRefusal(decision.reason));
    return decision.url;
  }

  /**
   * As `checkUrl`, and looks where the name leads; not inside a transaction. A name that does not resolve now is let pass: it may
   * later, and each request looks again.
   * @throws DomainError INVALID naming the field
   */
  async checkHost(field: string, text: string, allowedHosts: readonly string[] = []): Promise<URL> {
    const url = this.checkUrl(field, text, allowedHosts);
    try {
      await resolveChecked(this.resolve, toTarget(url), this.operator);
    } catch (error) {
      if (error instanceof RefusedAddressError) throw invalid(field, describeRefusal(error.reason));
    }
    return url;
  }

  /** Never throws for what the other side did or is. */
  async request(text: string, asked: OutboundRequest): Promise<OutboundOutcome> {
    const decision = decideOutboundUrl(text, this.allowances(asked.allowedHosts));
    if (decision.kind === 'refused') return refused(decision.reason);
    try {
      return await this.send(decision.url, asked);
    } catch (error) {
      if (error instanceof RefusedAddressError) return refused(error.reason);
      return { kind: 'failed', reason: classifyFailure(error) };
    }
  }

  /**
   * A `fetch` for clients that take one. It differs from the global one in that a redirect rejects, as does a body beyond `maxBytes`,
   * and that it takes no `Request` object.
   * @returns a function that throws DomainError INVALID for what may not be called
   */
  fetchWith(limits: Pick<OutboundRequest, 'timeoutMs' | 'maxBytes' | 'allowedHosts'>): typeof fetch {
    return async (input, init) => {
      if (input instanceof Request) throw new TypeError('takes a URL, no Request');
      const url = this.checkUrl('url', String(input), limits.allowedHosts);
      const timeout = AbortSignal.timeout(limits.timeoutMs);
      const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
      const answer = await this.fetchOnce(url, { ...init, signal });
      if (redirects.includes(answer.status)) {
        await answer.body?.cancel();
        throw invalid('url', describeRefusal('redirect'));
      }
      return capBody(answer, limits.maxBytes);
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.opened)?.agent.destroy();
  }

  private async fetchOnce(url: URL, init: RequestInit): Promise<Response> {
    const { undici, agent: dispatcher } = await this.open();
    try {
      const options = { ...init, redirect: 'manual', dispatcher } as Parameters<typeof undiciFetch>[1];
      return (await undici.fetch(url, options)) as unknown as Response;
    } catch (error) {
      const cause = error instanceof TypeError ? error.cause : undefined;
      throw cause instanceof RefusedAddressError ? invalid('url', describeRefusal(cause.reason)) : error;
    }
  }

  private async send(
    url: URL,
    { method, headers, body, timeoutMs, maxBytes }: OutboundRequest,
  ): Promise<OutboundOutcome> {
    const { undici, agent: dispatcher } = await this.open();
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await undici.request(url, { method, headers, body, signal, dispatcher });
    const status = answer.statusCode;
    const read = await readCapped(answer.body, redirects.includes(status) ? 0 : maxBytes);
    if (redirects.includes(status)) return { kind: 'refused', reason: 'redirect', status };
    return { kind: 'answered', status, headers: joinHeaders(answer.headers), ...read };
  }

  /** Loaded with the first request: a process that only checks URLs does without its 13 MiB. */
  private open(): Promise<Opened> {
    const load = async (): Promise<Opened> => {
      const undici = await import('undici');
      const connect = connectChecked(undici.buildConnector, this.resolve, this.operator, connectTimeoutMs);
      return { undici, agent: new undici.Agent({ connect }) };
    };
    return (this.opened ??= load());
  }

  private allowances(allowedHosts: readonly string[] = []): OutboundAllowances {
    return { operator: this.operator, workspace: parseAll(allowedHosts) };
  }
}

/** Lists are checked where they are stored; an entry that a later version wrote allows nothing here. */
const parseAll = (texts: readonly string[]): readonly AllowedHost[] =>
  texts.flatMap((text) => parseAllowedHost(text) ?? nobody);

const nobody: AllowedHost = { kind: 'name', name: '', isSuffix: false, port: undefined };

const refused = (reason: OutboundRefusal): OutboundOutcome => ({ kind: 'refused', reason, status: null });

const joinHeaders = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );

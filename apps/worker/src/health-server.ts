import { type Config, CONFIG, ReadinessChecks } from '@debrief/infra';
import { Inject, Injectable } from '@nestjs/common';
import { createServer, type Server, type ServerResponse } from 'node:http';

/** `GET /health` and `GET /ready` of the worker, for a supervisor's probes; only when WORKER_PORT is set. */
@Injectable()
export class HealthServer {
  private server: Server | undefined;

  constructor(
    private readonly checks: ReadinessChecks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async start(): Promise<void> {
    const { healthPort } = this.config.jobs;
    if (healthPort === 0) return;
    this.server = createServer((request, response) => void this.answer(request.url ?? '', response));
    const { server } = this;
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(healthPort, this.config.http.host, resolve),
    );
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    if (url === '/health') return send(response, 200, { status: 'ok' });
    if (url !== '/ready') return send(response, 404, { detail: 'not found' });
    const { ready, checks } = await this.checks.run();
    return send(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks });
  }
}

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

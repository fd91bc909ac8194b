import {
  CONFIG,
  type Config,
  GrpcListener,
  type GrpcHeaders,
  type GrpcRefusal,
  LOG,
  type Log,
  withLogContext,
} from '@debrief/infra';
import type { OtlpSignal } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ProjectsService } from '@debrief/tenancy';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Admission, type Door } from '../../http/auth/admission';
import { BodyRoom } from '../../http/bodies/body-room';
import { toDomainError } from '../../http/failure';
import { decideRequestId } from '../../http/request-id';
import { toGrpcRefusal } from './otlp-errors';
import { OtlpExports } from './otlp-exports';

/** As the routes of OTLP over HTTP have it. */
const door: Door = { grants: ['key:ingest', 'member'], freshness: 'recent', bucket: 'ingest' };

/** Who exports, and to which project. */
interface Exporter {
  readonly scope: Scope;
  readonly projectId: string;
}

/** OTLP over gRPC on a port of its own (otel.md A1): what the routes of HTTP do, for exporters that speak no HTTP/1. */
@Injectable()
export class OtlpGrpc implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private listener: GrpcListener | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    private readonly admission: Admission,
    private readonly bodies: BodyRoom,
    private readonly projects: ProjectsService,
    private readonly exports: OtlpExports,
  ) {}

  /** Null: not listening. */
  get port(): number | null {
    return this.listener?.port ?? null;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { host, otlpGrpcPort: port } = this.config.http;
    if (port === null) return;
    const options = { host, port, maxMessageBytes: this.config.limits.eventBatchBytes };
    this.listener = await GrpcListener.open<Exporter>(options, {
      admit: (headers) => this.admit(headers),
      export: (exporter, signal, body) => this.export(exporter, signal, body),
      toRefusal: (error) => this.toRefusal(error),
    });
    this.log.info({ port: this.listener.port }, 'listening for OTLP over gRPC');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.listener?.close(this.config.http.shutdownSeconds * 1000);
  }

  private async admit(headers: GrpcHeaders): Promise<Exporter> {
    const requestId = decideRequestId(headers['x-request-id']);
    const named = headers['x-workspace-id'] || undefined;
    const arrival = { headers, requestId, choice: { any: named, fromHeader: named } };
    const { access } = await this.admission.admit(arrival, door, () => {});
    if (!access) throw new Error('the policy of exports makes a scope');
    const scope: Scope = { ...access, requestId };
    return { scope, projectId: await this.projects.locate(scope, headers['x-debrief-project'] || 'default') };
  }

  private export({ scope, projectId }: Exporter, signal: OtlpSignal, bytes: Buffer): Promise<Buffer> {
    const { requestId, workspaceId } = scope;
    return withLogContext({ requestId, workspaceId }, async () => {
      const startedAt = performance.now();
      const answer = await this.bodies.hold(bytes.length, () =>
        this.exports.store(scope, projectId, signal, { encoding: 'protobuf', bytes }),
      );
      const ms = Math.round(performance.now() - startedAt);
      this.log.info({ signal, bytes: bytes.length, ms }, 'export over gRPC');
      return answer;
    });
  }

  private toRefusal(thrown: unknown): GrpcRefusal {
    const error = toDomainError(thrown);
    if (error.code === 'INTERNAL') this.log.error({ err: error.cause ?? error }, 'export failed');
    return toGrpcRefusal(error);
  }
}

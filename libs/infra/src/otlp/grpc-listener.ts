import type {
  Metadata,
  sendUnaryData,
  Server,
  ServerInterceptor,
  ServerUnaryCall,
  ServiceDefinition,
  StatusObject,
} from '@grpc/grpc-js';

/** Metadata of a call as HTTP has headers: lower-case names. */
export type GrpcHeaders = Readonly<Record<string, string>>;

/** How a call is refused; `details` is an encoded google.rpc.Status. */
export interface GrpcRefusal {
  /** google.rpc.Code */
  readonly code: number;
  readonly message: string;
  readonly details: Buffer;
}

export type GrpcSignal = 'traces' | 'logs' | 'metrics';

/** What answers calls. Bodies are encoded messages. */
export interface GrpcExports<Admitted> {
  /** Is asked before the body is read; throws to refuse. */
  admit(headers: GrpcHeaders): Promise<Admitted>;
  export(admitted: Admitted, signal: GrpcSignal, body: Buffer): Promise<Buffer>;
  toRefusal(error: unknown): GrpcRefusal;
}

export interface GrpcListenerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Decompressed. */
  readonly maxMessageBytes: number;
}

type Grpc = typeof import('@grpc/grpc-js');
type ExportCall = ServerUnaryCall<Buffer, Buffer>;

const unchanged = (bytes: Buffer): Buffer => bytes;
/** The collector's services, as opentelemetry-proto names them. */
const services = {
  traces: 'trace.v1.TraceService',
  logs: 'logs.v1.LogsService',
  metrics: 'metrics.v1.MetricsService',
} as const satisfies Record<GrpcSignal, string>;

const serviceOf = (name: string): ServiceDefinition => ({
  Export: {
    path: `/opentelemetry.proto.collector.${name}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: unchanged,
    requestDeserialize: unchanged,
    responseSerialize: unchanged,
    responseDeserialize: unchanged,
  },
});

/** Takes OTLP over gRPC, without TLS: as for HTTP, that is the proxy's. */
export class GrpcListener {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /**
   * Loads gRPC first: a process that does not listen does without its 17 MiB.
   * @throws Error when the port is taken
   */
  static async open<Admitted>(options: GrpcListenerOptions, exports: GrpcExports<Admitted>): Promise<GrpcListener> {
    const grpc = await import('@grpc/grpc-js');
    const callers = new WeakMap<Metadata, Admitted>();
    const server = new grpc.Server({
      'grpc.max_receive_message_length': options.maxMessageBytes,
      interceptors: [askFirst(grpc, exports, callers)],
    });
    const answer = async (signal: GrpcSignal, { metadata, request }: ExportCall): Promise<Buffer> =>
      exports.export(callers.get(metadata) as Admitted, signal, request);
    for (const signal of Object.keys(services) as GrpcSignal[])
      server.addService(serviceOf(services[signal]), {
        Export: (call: ExportCall, callback: sendUnaryData<Buffer>) => {
          answer(signal, call).then(
            (body) => callback(null, body),
            (error: unknown) => callback(toStatus(grpc, exports.toRefusal(error))),
          );
        },
      });
    return new GrpcListener(server, await bind(grpc, server, options));
  }

  /** Resolves when the calls in flight are answered; what is not over after so long is cut off. */
  async close(graceMs: number): Promise<void> {
    const cut = setTimeout(() => this.server.forceShutdown(), graceMs);
    await new Promise<void>((resolve) => this.server.tryShutdown(() => resolve()));
    clearTimeout(cut);
  }
}

/** Asks who calls while the body waits on the wire, and remembers the answer for the call's metadata. */
const askFirst =
  <Admitted>(grpc: Grpc, exports: GrpcExports<Admitted>, callers: WeakMap<Metadata, Admitted>): ServerInterceptor =>
  (_method, call) =>
    new grpc.ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, proceed) => {
            exports.admit(headersOf(metadata)).then(
              (caller) => {
                callers.set(metadata, caller);
                proceed(metadata);
              },
              (error: unknown) => call.sendStatus(toStatus(grpc, exports.toRefusal(error))),
            );
          },
        }),
    });

const headersOf = (metadata: Metadata): GrpcHeaders =>
  Object.fromEntries(Object.entries(metadata.getMap()).map(([name, value]) => [name, value.toString()]));

const toStatus = (grpc: Grpc, { code, message, details }: GrpcRefusal): StatusObject => {
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', details);
  return { code, details: message, metadata };
};

const bind = (grpc: Grpc, server: Server, { host, port }: GrpcListenerOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });

import { Client, compressionAlgorithms, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { messageType } from './otlp-export';

export interface GrpcAnswer {
  /** google.rpc.Code; 0: accepted. */
  readonly code: number;
  readonly message: string;
  /** ExportTraceServiceResponse, or the google.rpc.Status of a refusal. */
  readonly body: Buffer;
}

/** An exporter that speaks OTLP over gRPC. */
export interface GrpcExporter {
  export(body: Buffer, headers: Record<string, string>, path?: string): Promise<GrpcAnswer>;
  close(): void;
}

const traces = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const unchanged = (bytes: Buffer): Buffer => bytes;

/** @param compressed whether messages are sent with gzip, as Collectors do */
export function openGrpcExporter(port: number, { compressed }: { readonly compressed: boolean }): GrpcExporter {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': compressed ? compressionAlgorithms.gzip : compressionAlgorithms.identity,
  });
  return {
    export: (body, headers, path = traces) =>
      new Promise((resolve) => {
        const metadata = new Metadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        client.makeUnaryRequest(path, unchanged, unchanged, body, metadata, (error, answer) =>
          resolve(error ? refused(error) : { code: 0, message: '', body: answer ?? Buffer.alloc(0) }),
        );
      }),
    close: () => client.close(),
  };
}

const refused = ({ code, details, metadata }: ServiceError): GrpcAnswer => {
  const [status] = metadata.get('grpc-status-details-bin');
  return { code, message: details, body: Buffer.isBuffer(status) ? status : Buffer.alloc(0) };
};

/** An answer's message, read by a schema that is not the product's. */
export function readAnswer(type: string, body: Buffer): Record<string, unknown> {
  const schema = messageType(type);
  return schema.toObject(schema.decode(body), { longs: String, bytes: Buffer });
}

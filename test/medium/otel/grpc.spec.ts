import { randomUUID } from 'node:crypto';
import type { KeyScope } from '@debrief/kernel';
import { OtlpGrpc } from '../../../apps/api/src/surfaces/otel/otlp-grpc';
import { type ApiServer, startApi } from '../../factories/api-server';
import { type GrpcExporter, openGrpcExporter, readAnswer } from '../../factories/grpc-exporter';
import {
  exportOf,
  logExportOf,
  metricExportOf,
  sentLog,
  sentPoint,
  sentSpan,
  textAttribute,
  toProtobuf,
} from '../../factories/otlp-export';
import { newTraceId } from '../../factories/span-export';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const MiB = 1024 * 1024;
const codes = { malformed: 3, notFound: 5, forbidden: 7, exhausted: 8, unimplemented: 12, unauthenticated: 16 };

describe('OTLP over gRPC', () => {
  let api: ApiServer;
  let exporter: GrpcExporter;
  let own: WorkspaceFixture;
  // Before the suite's own, which closes the database.
  afterAll(() => exporter.close());
  afterAll(() => api.close());
  const suite = useTenancy();
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl, { OTLP_GRPC_PORT: '0', HOST: '127.0.0.1' });
    exporter = openGrpcExporter(api.app.get(OtlpGrpc).port ?? 0, { compressed: true });
    own = await createWorkspaceFixture(suite.database);
  });

  const bearer = (secret = own.secretKey): Record<string, string> => ({ authorization: `Bearer ${secret}` });
  const keyWith = async (...scopes: KeyScope[]): Promise<string> => {
    const key = await suite.services.apiKeys.create(own.scope, own.projectId, { name: 'agent', scopes });
    return key.secretKey;
  };
  const spanIn = (traceId: string, fields = {}): Buffer => toProtobuf(exportOf(sentSpan({ traceId, ...fields })));
  const spansOf = async (traceId: string): Promise<unknown> => {
    const { status, body } = await api.call(own.secretKey, 'GET', `/api/v1/project/default/otel/traces/${traceId}`);
    return status === 200 ? (body.spans as { span_id: string }[]).map(({ span_id }) => span_id) : status;
  };

  it.each([
    ['gzip', true],
    ['no compression', false],
  ])('stores what it acknowledges, sent with %s', async (_name, compressed) => {
    const client = openGrpcExporter(api.app.get(OtlpGrpc).port ?? 0, { compressed });
    const traceId = newTraceId();
    const answer = await client.export(spanIn(traceId), bearer());
    client.close();
    expect(answer).toEqual({ code: 0, message: '', body: Buffer.alloc(0) });
    expect(await spansOf(traceId)).toEqual(['00f067aa0ba902b7']);
  });

  it('takes the project of the credential, or the one that is named', async () => {
    for (const project of ['default', own.projectId]) {
      const traceId = newTraceId();
      expect(await exporter.export(spanIn(traceId), { ...bearer(), 'x-debrief-project': project })).toMatchObject({
        code: 0,
      });
      expect(await spansOf(traceId)).toHaveLength(1);
    }
  });

  it('tells of what it rejects, and stores the rest', async () => {
    const traceId = newTraceId();
    const body = toProtobuf(exportOf(sentSpan({ traceId, spanId: 'abcd' }), sentSpan({ traceId })));
    const answer = await exporter.export(body, bearer());
    expect(answer.code).toBe(0);
    expect(readAnswer('ExportTraceServiceResponse', answer.body)).toEqual({
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage: 'rejected: span id is not 8 bytes or all zero (1, first id abcd)',
      },
    });
    expect(await spansOf(traceId)).toEqual(['00f067aa0ba902b7']);
  });

  it.each<[string, number, () => Promise<Record<string, string>> | Record<string, string>]>([
    ['no credential', codes.unauthenticated, () => ({})],
    ['a wrong key', codes.unauthenticated, () => bearer('dbf_sk_wrong')],
    ['a key that may not ingest', codes.forbidden, async () => bearer(await keyWith('read'))],
    ['another workspace named', codes.forbidden, () => ({ ...bearer(), 'x-workspace-id': randomUUID() })],
    ['a project that is not there', codes.notFound, () => ({ ...bearer(), 'x-debrief-project': 'elsewhere' })],
    [
      'a project of another workspace',
      codes.notFound,
      async () => ({ ...bearer(), 'x-debrief-project': (await createWorkspaceFixture(suite.database)).projectId }),
    ],
  ])('refuses %s, with the status in its details', async (_what, code, headers) => {
    const traceId = newTraceId();
    const answer = await exporter.export(spanIn(traceId), await headers());
    expect(answer.code).toBe(code);
    expect(readAnswer('RpcStatus', answer.body)).toEqual({ code, message: answer.message });
    expect(await spansOf(traceId)).toBe(404);
  });

  it('refuses a body that does not decode', async () => {
    expect(await exporter.export(Buffer.from('{"resourceSpans":[]}'), bearer())).toMatchObject({
      code: codes.malformed,
      message: 'not a valid protobuf message',
    });
  });

  it('refuses a message that is larger than 16 MiB once it is decompressed', async () => {
    const attributes = [textAttribute('text', 'x'.repeat(17 * MiB))];
    expect(await exporter.export(spanIn(newTraceId(), { attributes }), bearer())).toMatchObject({
      code: codes.exhausted,
    });
  });

  it('reads no body of a caller whom it refuses', async () => {
    const attributes = [textAttribute('text', 'x'.repeat(17 * MiB))];
    expect(await exporter.export(spanIn(newTraceId(), { attributes }), {})).toMatchObject({
      code: codes.unauthenticated,
    });
  });

  it('stores log records and data points, and tells of those that it rejects', async () => {
    const at = (signal: string, service: string) => `/opentelemetry.proto.collector.${signal}.v1.${service}/Export`;
    const list = async (path: string): Promise<unknown> =>
      (await api.call(own.secretKey, 'GET', `/api/v1/project/default/otel/${path}`)).body.data;
    const traceId = newTraceId();
    const logs = toProtobuf(
      logExportOf(sentLog({ traceId }), sentLog({ traceId, spanId: 'ab' })),
      'ExportLogsServiceRequest',
    );
    expect(await exporter.export(logs, bearer(), at('logs', 'LogsService'))).toMatchObject({ code: 0 });
    expect(await list(`logs?trace_id=${traceId}`)).toMatchObject([{ body: 'booked' }, { body: 'booked' }]);
    const name = `tokens.${traceId}`;
    const points = metricExportOf(name, sentPoint(), sentPoint({ timeUnixNano: '0' }));
    const answer = await exporter.export(
      toProtobuf(points, 'ExportMetricsServiceRequest'),
      bearer(),
      at('metrics', 'MetricsService'),
    );
    expect(readAnswer('ExportMetricsServiceResponse', answer.body)).toMatchObject({
      partialSuccess: { rejectedDataPoints: '1', errorMessage: expect.stringContaining('no time') },
    });
    expect(await list(`metrics?metric_name=${name}`)).toMatchObject([{ metric_name: name, value: 10 }]);
  });

  it('counts its bodies with those of HTTP, and says when to send one again', async () => {
    const small = await startApi(suite.test.databaseUrl, {
      ...{ OTLP_GRPC_PORT: '0', HOST: '127.0.0.1', MAX_BODY_BYTES_IN_FLIGHT: String(2 * MiB) },
    });
    const client = openGrpcExporter(small.app.get(OtlpGrpc).port ?? 0, { compressed: true });
    const [refused, kept] = [newTraceId(), newTraceId()];
    const attributes = [textAttribute('text', 'x'.repeat(1.5 * MiB))];
    const answer = await client.export(spanIn(refused, { attributes }), bearer());
    expect(await client.export(spanIn(kept), bearer())).toMatchObject({ code: 0 });
    client.close();
    await small.close();
    expect(answer.code).toBe(codes.exhausted);
    const { details } = readAnswer('RpcStatus', answer.body) as { details: { typeUrl: string; value: Buffer }[] };
    expect(details.map(({ typeUrl }) => typeUrl)).toEqual(['type.googleapis.com/google.rpc.RetryInfo']);
    expect(readAnswer('RetryInfo', details[0]!.value)).toEqual({ retryDelay: { seconds: '1' } });
    expect([await spansOf(refused), await spansOf(kept)]).toEqual([404, ['00f067aa0ba902b7']]);
  });

  it('does not serve what it does not store', async () => {
    const path = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';
    expect(await exporter.export(Buffer.alloc(0), bearer(), path)).toMatchObject({ code: codes.unimplemented });
  });

  it('does not listen unless it is told where', async () => {
    const without = await startApi(suite.test.databaseUrl);
    expect(without.app.get(OtlpGrpc).port).toBeNull();
    await without.close();
  });
});

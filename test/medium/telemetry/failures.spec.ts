import { TelemetryService } from '@debrief/telemetry';
import { sentRequest } from '../../factories/http-request';
import { createWorkspaceFixture } from '../../factories/workspace';
import { useTelemetry } from './telemetry-suite';

const w3c = '0af7651916cd43dd8448eb211c80319c';

describe('failed requests of runs', () => {
  const suite = useTelemetry();
  const makeTrace = (id: string, metadata: object = {}) =>
    suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id, metadata });
  const failuresOf = async (...ids: string[]): Promise<unknown[]> => {
    const service = suite.api.app.get(TelemetryService, { strict: false });
    const found = await service.listFailuresByTraces(suite.own.scope, suite.own.projectId, ids);
    return found.map(({ traceExternalId, path }) => `${traceExternalId} ${path}`);
  };
  const failed = (traceId: string, path = '/x') => sentRequest({ traceId, path, statusCode: 502 });

  it('belong to the run of their trace id, whichever came first', async () => {
    await suite.report(failed('run-1', '/before'), sentRequest({ traceId: 'run-1' }), failed('run-2'));
    await makeTrace('run-1');
    await suite.report({ ...failed('run-1', '/after'), timestamp: '2026-03-31T12:00:01Z' });
    expect(await failuresOf('run-1')).toEqual(['run-1 /before', 'run-1 /after']);
  });

  it.each([
    ['the id of the run in upper case', w3c.toUpperCase(), {}, w3c],
    ['the id of the request in upper case', w3c, {}, w3c.toUpperCase()],
    ['what the SDK propagates', 'run', { trace_id: w3c.toUpperCase() }, w3c],
    ['what the SDK propagates, of any form', 'run', { trace_id: 'Call 7' }, 'Call 7'],
  ])('belong to a run by %s', async (_, id, metadata, traceId) => {
    await makeTrace(id, metadata);
    await suite.report(failed(traceId));
    expect(await failuresOf(id)).toEqual([`${id} /x`]);
  });

  it.each<[string, object, string]>([
    ['an id in another case', {}, 'RUN'],
    ['a part of the id', {}, 'ru'],
    ['an id that stands deeper in the metadata', { http: { trace_id: 'deep' } }, 'deep'],
    ['a number in the metadata', { trace_id: 7 }, '7'],
    ['other metadata', { request_id: 'other' }, 'other'],
  ])('do not belong to a run by %s', async (_, metadata, traceId) => {
    await makeTrace('run', metadata);
    await suite.report(failed(traceId));
    expect(await failuresOf('run')).toEqual([]);
  });

  it('may belong to several runs, and never to one of another project', async () => {
    await makeTrace('run-1', { trace_id: w3c });
    await makeTrace('run-2', { trace_id: w3c });
    await suite.report(failed(w3c));
    expect(await failuresOf('run-1', 'run-2')).toEqual(['run-1 /x', 'run-2 /x']);
    const other = await createWorkspaceFixture(suite.database);
    await suite.api.call(other.secretKey, 'POST', '/api/traces', { id: 'run-1' });
    const service = suite.api.app.get(TelemetryService, { strict: false });
    expect(await service.listFailuresByTraces(other.scope, other.projectId, ['run-1'])).toEqual([]);
  });

  it.each(['\\u0000', '\\ud800', '\\\\u0000', '"trace_id"'])('do not hinder metadata that holds %s', async (text) => {
    const metadata = JSON.parse(`{"trace_id":"t","note":"${text.replaceAll('"', '\\"')}"}`) as object;
    expect(await makeTrace('run', metadata)).toMatchObject({ status: 201 });
  });
});

import { ArtifactsService, type UploadArtifact } from '@debrief/artifacts';
import { Database } from '@debrief/infra';
import { IngestionService } from '@debrief/ingestion';
import { newId } from '@debrief/kernel';
import { tinyPng } from '../../factories/png';
import { keyScopeOf } from '../../factories/tenant';
import { type ArtifactsApp, startArtifactsApp } from './artifacts-app';

describe('when the object store fails', () => {
  let api: ArtifactsApp;
  let service: ArtifactsService;
  let scope: ReturnType<typeof keyScopeOf>;
  let trace: { readonly id: string; readonly externalId: string };

  beforeAll(async () => {
    api = await startArtifactsApp('supabase');
    service = api.app.get(ArtifactsService, { strict: false });
    scope = keyScopeOf(await api.mintTenant());
  });
  afterAll(() => api?.stop());
  beforeEach(async () => {
    const nothing = {
      sessionId: null,
      userGoal: null,
      agent: null,
      environment: null,
      source: null,
      metadata: null,
      tags: null,
      project: null,
    };
    const created = await api.app
      .get(IngestionService, { strict: false })
      .createTrace(scope, { id: `sess_${newId()}`, ...nothing });
    trace = created.trace;
  });
  afterEach(() => {
    api.storage.failing = false;
  });

  const shot = (artifactId: string): UploadArtifact => ({
    artifactId,
    artifactType: 'screenshot',
    filename: 'shot.png',
    eventTimeMap: null,
    bytes: tinyPng,
    declaredType: 'image/png',
    declaredSize: null,
  });
  const rows = () => service.listOfTrace(scope, trace.id);

  it('an upload is unavailable, leaves a row that says so, and succeeds when it is sent again', async () => {
    api.storage.failing = true;
    await expect(service.upload(scope, trace.externalId, shot(`a-${trace.id}`))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect((await rows()).map(({ status }) => status)).toEqual(['registered']);
    api.storage.failing = false;
    expect(await service.upload(scope, trace.externalId, shot(`a-${trace.id}`))).toMatchObject({ status: 'stored' });
    expect(await rows()).toHaveLength(1);
  });

  it('a trace keeps the rows of the objects that stay', async () => {
    await service.upload(scope, trace.externalId, shot(`b-${trace.id}`));
    api.storage.failing = true;
    expect(await service.removeOfTraces(scope, [trace.id])).toEqual({ removed: 0, failedTraceIds: [trace.id] });
    expect(await rows()).toHaveLength(1);
  });

  it('an artifact that cannot be looked at is unavailable, not absent', async () => {
    await service.upload(scope, trace.externalId, shot(`c-${trace.id}`));
    api.storage.failing = true;
    await expect(service.signedUrl(scope, `c-${trace.id}`)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('an upload whose trace is deleted meanwhile leaves no object', async () => {
    const put = api.store.put.bind(api.store);
    const during = jest.spyOn(api.store, 'put').mockImplementationOnce(async (...args) => {
      await service.removeOfTraces(scope, [trace.id]);
      await api.app
        .get(Database, { strict: false })
        .inWorkspace(scope, (tx) => tx.deleteFrom('trace').where('id', '=', trace.id).execute());
      await put(...args);
    });
    await expect(service.upload(scope, trace.externalId, shot(`d-${trace.id}`))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect([...api.storage.files.keys()].filter((key) => key.includes(trace.externalId))).toEqual([]);
    during.mockRestore();
  });
});

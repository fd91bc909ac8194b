import { getProject, narrowToProject, resolveProject, type ProjectPatch } from '@debrief/tenancy';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const page = { limit: 50, cursor: undefined };

describe('projects', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;
  let foreign: WorkspaceFixture;

  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    foreign = await createWorkspaceFixture(suite.database);
  });

  const add = (name: string) => suite.services.projects.create(own.scope, { name });

  describe('names and slugs', () => {
    it('refuses a name that differs in case only, and another workspace may use it', async () => {
      await add('Booking');
      await expect(add('bOOKING ')).rejects.toMatchObject({ code: 'CONFLICT', reason: 'name_taken' });
      await expect(suite.services.projects.create(foreign.scope, { name: 'Booking' })).resolves.toMatchObject({
        slug: 'booking',
      });
    });

    it('numbers slugs of names that look the same in a URL', async () => {
      const slugs = [];
      for (const name of ['Übung 1', 'Ubung-1', 'ubung.1']) slugs.push((await add(name)).slug);
      expect(slugs).toEqual(['ubung-1', 'ubung-1-2', 'ubung-1-3']);
    });

    it('lets one of several creations of a name at the same moment win', async () => {
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => add('Race')));
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'name_taken' });
    });

    it('frees name and slug when a project is deleted', async () => {
      const project = await add('Phoenix');
      await suite.services.projects.delete(own.scope, project.id);
      await expect(add('phoenix')).resolves.toMatchObject({ slug: 'phoenix' });
    });

    it.each(['', '   ', 'x'.repeat(129), 'a\u0000b'])('refuses the name %j', (name) =>
      expect(add(name)).rejects.toMatchObject({ code: 'INVALID', fields: { name: expect.any(String) } }),
    );
  });

  describe('a change', () => {
    it('keeps what is not sent, and the slug', async () => {
      const project = await add('Before');
      const changed = await suite.services.projects.update(own.scope, 'before', {
        name: 'After',
        retentionDays: 0,
        strictSeq: true,
        settings: { masker: { keys: ['iban'] } },
      });
      expect(changed).toMatchObject({
        id: project.id,
        name: 'After',
        slug: 'before',
        retentionDays: 0,
        strictSeq: true,
      });
      await expect(suite.services.projects.update(own.scope, project.id, { retentionDays: 7 })).resolves.toMatchObject({
        name: 'After',
        retentionDays: 7,
        strictSeq: true,
        settings: { masker: { keys: ['iban'], values: [], emails: false } },
      });
    });

    it('may change the case of a project’s own name, but not take another’s', async () => {
      const project = await add('one');
      await add('two');
      await expect(suite.services.projects.update(own.scope, project.id, { name: 'ONE' })).resolves.toMatchObject({
        name: 'ONE',
      });
      await expect(suite.services.projects.update(own.scope, project.id, { name: 'Two' })).rejects.toMatchObject({
        reason: 'name_taken',
      });
    });

    it.each<[string, ProjectPatch]>([
      ['retention_days', { retentionDays: -1 }],
      ['retention_days', { retentionDays: 3651 }],
      ['retention_days', { retentionDays: 1.5 }],
      ['settings.colour', { settings: { colour: 'red' } }],
      ['name', { name: ' ' }],
    ])('is refused, naming %s, and changes nothing: %j', async (field, patch) => {
      const before = await suite.services.projects.get(own.scope, own.projectId);
      await expect(
        suite.services.projects.update(own.scope, own.projectId, { strictSeq: true, ...patch }),
      ).rejects.toMatchObject({
        code: 'INVALID',
        fields: { [field]: expect.any(String) },
      });
      await expect(suite.services.projects.get(own.scope, own.projectId)).resolves.toEqual(before);
    });
  });

  describe('a deleted project', () => {
    it('is gone from lists, paths and its key', async () => {
      await suite.services.projects.delete(own.scope, own.projectId);
      await expect(suite.services.projects.get(own.scope, own.projectId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(suite.services.projects.delete(own.scope, own.projectId)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      expect((await suite.services.projects.list(own.scope, page)).items).toEqual([]);
      await expect(suite.services.credentials.findApiKey(own.secretKey)).resolves.toBeUndefined();
    });
  });

  it('are listed newest first, page by page, each once', async () => {
    for (const name of ['b', 'c', 'd', 'e']) await add(name);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const result = await suite.services.projects.list(own.scope, { limit: 2, cursor });
      names.push(...result.items.map((project) => project.name));
      cursor = result.nextCursor ?? undefined;
    } while (cursor);
    expect(names).toEqual(['e', 'd', 'c', 'b', 'Default']);
  });

  it('have cursors that another workspace cannot use', async () => {
    await add('second');
    const { nextCursor } = await suite.services.projects.list(own.scope, { limit: 1, cursor: undefined });
    await expect(
      suite.services.projects.list(foreign.scope, { limit: 1, cursor: nextCursor ?? '' }),
    ).rejects.toMatchObject({ reason: 'invalid_cursor' });
  });

  it.each(['get', 'delete'] as const)('of another workspace are not found by %s', async (verb) => {
    await expect(suite.services.projects[verb](own.scope, foreign.projectId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  describe('named by a request', () => {
    const resolve = (scope: WorkspaceFixture['scope'], query?: string, body?: string) =>
      suite.database.inWorkspace(scope, (tx) => resolveProject(tx, scope, { query, body }));

    it('is the only one when none is named, and must be named when there are several', async () => {
      await expect(resolve(own.scope)).resolves.toBe(own.projectId);
      await add('second');
      await expect(resolve(own.scope)).rejects.toMatchObject({ code: 'INVALID', reason: 'project_required' });
      await expect(resolve(own.scope, undefined, 'second')).resolves.not.toBe(own.projectId);
      await expect(resolve(own.scope, 'default')).resolves.toBe(own.projectId);
    });

    it('must be named when there is none', async () => {
      await suite.services.projects.delete(own.scope, own.projectId);
      await expect(resolve(own.scope)).rejects.toMatchObject({ reason: 'project_required' });
    });

    it('is refused in a query with 403 and in a body with 404, known elsewhere or not', async () => {
      for (const id of [foreign.projectId, 'nowhere', '0190aaaa-0000-7000-8000-000000000001']) {
        await expect(resolve(own.scope, id)).rejects.toMatchObject({ code: 'FORBIDDEN', reason: 'scope_mismatch' });
        await expect(resolve(own.scope, undefined, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
    });

    it('is not found when query and body name two', async () => {
      await add('second');
      await expect(resolve(own.scope, 'default', 'second')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is an API key’s own and no other', async () => {
      const second = await add('second');
      const key = own.keyScope();
      await expect(resolve(key)).resolves.toBe(own.projectId);
      await expect(resolve(key, 'default', own.projectId)).resolves.toBe(own.projectId);
      await expect(resolve(key, second.id)).rejects.toMatchObject({ reason: 'scope_mismatch' });
      await expect(resolve(key, undefined, 'second')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await suite.database.inWorkspace(key, async (tx) => {
        await expect(narrowToProject(tx, key, undefined)).resolves.toBe(own.projectId);
        await expect(getProject(tx, key, second.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      });
    });

    it('narrows a user to nothing when absent', () =>
      suite.database.inWorkspace(own.scope, async (tx) =>
        expect(await narrowToProject(tx, own.scope, undefined)).toBeUndefined(),
      ));
  });
});

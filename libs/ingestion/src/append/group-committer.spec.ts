import { DomainError } from '@debrief/kernel';
import type { AppendOutcome, AppendRequest } from './commit-group';
import { GroupCommitter } from './group-committer';

const request = (externalId: string, events = 1): AppendRequest => ({
  projectId: 'p',
  externalId,
  items: Array.from({ length: events }, () => ({ ok: false, code: 'INVALID', reason: 'x', idempotencyKey: null })),
  budget: 1000,
  mayStart: false,
  keyId: null,
});

/** A transaction that ends when the test says so. */
class Runs {
  readonly groups: { workspaceId: string; names: string[]; probeAll: boolean; end: (error?: unknown) => void }[] = [];

  readonly run = (
    workspaceId: string,
    requests: readonly AppendRequest[],
    probeAll: boolean,
  ): Promise<AppendOutcome[]> =>
    new Promise((resolve, reject) => {
      this.groups.push({
        workspaceId,
        names: requests.map((r) => r.externalId),
        probeAll,
        end: (error) => (error ? reject(error) : resolve(requests.map(() => ({ handled: [] })))),
      });
    });

  async end(index: number, error?: unknown): Promise<void> {
    this.groups[index]?.end(error);
    await new Promise(setImmediate);
  }
}

const limits = { events: 10, lanes: 2, lanesPerWorkspace: 1 };

describe('GroupCommitter', () => {
  it('gathers what arrives while a commit runs, and answers each request after its own commit', async () => {
    const runs = new Runs();
    const committer = new GroupCommitter(runs.run, limits);
    const first = committer.submit('w', request('a'));
    const second = committer.submit('w', request('b'));
    const third = committer.submit('w', request('c'));
    expect(runs.groups.map((g) => g.names)).toEqual([['a']]);
    await runs.end(0);
    await expect(first).resolves.toEqual({ handled: [] });
    expect(runs.groups.map((g) => g.names)).toEqual([['a'], ['b', 'c']]);
    await runs.end(1);
    await expect(Promise.all([second, third])).resolves.toHaveLength(2);
  });

  it('cuts a group at its limit and lets a larger request go alone', async () => {
    const runs = new Runs();
    const committer = new GroupCommitter(runs.run, limits);
    for (const [name, events] of [
      ['a', 1],
      ['b', 6],
      ['c', 5],
      ['d', 30],
      ['e', 1],
    ] as const)
      void committer.submit('w', request(name, events));
    for (let i = 0; i < 5; i += 1) await runs.end(i);
    expect(runs.groups.map((g) => g.names)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
  });

  it('gives workspaces turns: a flood in one does not hold up another', async () => {
    const runs = new Runs();
    const committer = new GroupCommitter(runs.run, { ...limits, lanes: 1 });
    for (let i = 0; i < 30; i += 1) void committer.submit('flood', request(`f${i}`, 5));
    void committer.submit('calm', request('c'));
    await runs.end(0);
    await runs.end(1);
    expect(runs.groups.slice(0, 3).map((g) => g.workspaceId)).toEqual(['flood', 'flood', 'calm']);
  });

  it('takes a failing group apart, so that the request at fault fails alone', async () => {
    const runs = new Runs();
    const committer = new GroupCommitter(runs.run, limits);
    void committer.submit('w', request('first'));
    const good = committer.submit('w', request('good'));
    const bad = committer.submit('w', request('bad'));
    bad.catch(() => undefined);
    await runs.end(0);
    await runs.end(1, new DomainError('INVALID', 'a value has the wrong form'));
    await runs.end(2);
    await expect(good).resolves.toEqual({ handled: [] });
    await runs.end(3, new DomainError('INVALID', 'a value has the wrong form'));
    await expect(bad).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('refuses the whole group when the database is away', async () => {
    const runs = new Runs();
    const committer = new GroupCommitter(runs.run, limits);
    const one = committer.submit('w', request('a'));
    await Promise.all([
      expect(one).rejects.toMatchObject({ code: 'UNAVAILABLE' }),
      runs.end(0, new DomainError('UNAVAILABLE', 'away')),
    ]);
    expect(runs.groups).toHaveLength(1);
  });
});

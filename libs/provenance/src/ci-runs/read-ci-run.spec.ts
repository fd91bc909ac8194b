import type { JsonObject } from '@debrief/kernel';
import { readCiRun, readCiRunPatch } from './read-ci-run';

const least = { provider: 'GitHub', providerRunId: '77' };

describe('readCiRun', () => {
  it('needs a provider and its id', () =>
    expect(readCiRun(least)).toMatchObject({
      provider: 'github',
      providerRunId: '77',
      jobName: '',
      attempt: 1,
      status: 'running',
      startedAt: null,
      prNumber: null,
      incidentId: null,
      pipelineName: null,
    }));

  it.each<[string, JsonObject, object]>([
    ['a status by its alias', { status: 'in_progress' }, { status: 'running' }],
    ['a conclusion beside completed', { status: 'completed', conclusion: 'failure' }, { status: 'failure' }],
    ['a URL without its password', { gitRepoUrl: 'https://u:p@h/x' }, { gitRepoUrl: 'https://h/x' }],
    ['a commit in capitals', { gitCommitSha: 'ABCDEF1' }, { gitCommitSha: 'abcdef1' }],
    ['sums as nothing', { totalCost: 9, totalTokens: 9 }, { provider: 'github' }],
  ])('reads %s', (_what, body, expected) => expect(readCiRun({ ...least, ...body })).toMatchObject(expected));

  it.each<[string, JsonObject]>([
    ['provider', { providerRunId: '1' }],
    ['providerRunId', { provider: 'github' }],
    ['status', { ...least, status: 'fine' }],
    ['attempt', { ...least, attempt: 0 }],
    ['incidentId', { ...least, incidentId: 'x' }],
    ['prNumber', { ...least, prNumber: '7' }],
    ['startedAt', { ...least, startedAt: 'now' }],
  ])('refuses a %s that is wrong', (field, body) =>
    expect(() => readCiRun(body)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    ),
  );
});

describe('readCiRunPatch', () => {
  it.each<[JsonObject, object]>([
    [{}, {}],
    [{ prTitle: 'New', status: null }, { prTitle: 'New' }],
    [
      { prTitle: null, prNumber: null },
      { prTitle: null, prNumber: null },
    ],
    [
      { status: 'completed', conclusion: 'failure' },
      { status: 'failure', conclusion: 'failure' },
    ],
    [{ provider: 'other', totalCost: 1, verdict: 'fixed' }, {}],
  ])('of %j is %j', (body, patch) => expect(readCiRunPatch(body)).toEqual(patch));
});

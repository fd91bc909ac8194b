import { runs, type Steps } from '../regression/regression-suite';
import { useProvenance } from './provenance-suite';

const [older, good, bad, fixed] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];

describe('the commits of an incident', () => {
  const suite = useProvenance();

  const recordAt = async (steps: Steps, commitSha: string, linkType = 'start'): Promise<string> => {
    const traceId = await suite.record(steps);
    await suite.done('POST', '/v1/git-links', { traceId, commitSha, linkType });
    return traceId;
  };
  const commitsOf = async (incidentId: string) =>
    (await suite.call('GET', `/api/incidents/${incidentId}`)).body.commits;
  const at = (commit_sha: string, counts: object) =>
    expect.objectContaining({ commit_sha, first_seen_at: expect.any(String), ...counts });

  it('tell between which it broke, and where it no longer fails', async () => {
    await recordAt(runs.heeds, older);
    await recordAt(runs.heeds, good);
    const failing = [await recordAt(runs.ignores, bad), await recordAt(runs.ignores, bad)];
    await recordAt(runs.heeds, fixed);
    const commits = await commitsOf(await suite.addIncident(failing));
    expect(commits).toEqual({
      failing: [at(bad, { failing_session_count: 2 })],
      first_failing: at(bad, { failing_session_count: 2 }),
      last_good_before: at(good, { session_count: 1 }),
      last_good: at(fixed, { session_count: 1 }),
    });
  });

  it('leave out one at which another run of the agent failed, and other agents', async () => {
    await recordAt(runs.heeds, older);
    await recordAt(runs.heeds, good);
    await recordAt(runs.fails, good);
    await suite.done('POST', '/api/traces', { id: 'other', agent: 'payer' });
    await suite.done('POST', '/v1/git-links', { traceId: 'other', commitSha: fixed });
    const commits = await commitsOf(await suite.addIncident([await recordAt(runs.ignores, bad)]));
    expect(commits).toMatchObject({ last_good_before: { commit_sha: older }, last_good: { commit_sha: older } });
  });

  it('go by the newest link that says at which commit the code was', async () => {
    const traceId = await recordAt(runs.ignores, older);
    await suite.done('POST', '/v1/git-links', { traceId, commitSha: bad, linkType: 'current' });
    await suite.done('POST', '/v1/git-links', { traceId, commitSha: good, linkType: 'end' });
    await suite.done('POST', '/v1/git-links', { traceId, commitSha: fixed, linkType: 'referenced' });
    expect(await commitsOf(await suite.addIncident([traceId]))).toMatchObject({
      failing: [{ commit_sha: bad }],
      last_good: null,
    });
  });

  it('are none where nobody tells them', async () => {
    const incidentId = await suite.addIncident([await suite.record(runs.ignores)]);
    expect(await commitsOf(incidentId)).toEqual({
      failing: [],
      first_failing: null,
      last_good_before: null,
      last_good: null,
    });
  });
});

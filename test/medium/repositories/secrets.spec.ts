import { newId } from '@debrief/kernel';
import { createWorkspaceFixture } from '../../factories/workspace';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { findTables } from '../../tenancy/catalogue';
import { useRepositories } from './repositories-suite';

describeWithGithub('what opens GitHub', (description) => {
  const suite = useRepositories(description);

  /** Every row of every table, as text. */
  const dump = async (): Promise<string> => {
    const tables = await findTables(suite.admin);
    let text = '';
    for (const table of tables) {
      const rows = `select coalesce(string_agg(t::text, ' '), '') as text from debrief.${table} t`;
      text += (await suite.admin.query<{ text: string }>(rows)).rows[0]?.text ?? '';
    }
    return text;
  };

  it('is in no table, log line or answer, also where GitHub fails', async () => {
    const own = await suite.mintConnected();
    const fresh = await createWorkspaceFixture(suite.database);
    const { state, faults } = suite.github;
    const answers: unknown[] = [];
    const [fixRunId, incidentId, projectId] = [newId(), newId(), own.projectId];
    const files = [{ path: 'agents/book.ts', content: 'fixed\n' }];
    const proposal = { projectId, incidentId, fixRunId, branch: `debrief/${fixRunId}`, title: 'Fix', body: '', files };
    for (const status of [200, 401, 403, 409, 422, 500]) {
      if (status > 200) {
        for (const [operation, times] of Object.entries({
          'POST /repos/{owner}/{repo}/git/trees': 1,
          'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': 3,
          'GET /repos/{owner}/{repo}/installation': 3,
          'GET /user/installations': 3,
        }))
          faults.set(
            operation,
            Array(status === 500 ? times : 1).fill({ status, body: { message: `refused ${status}` } }),
          );
      }
      const checkout = await suite.access.openCheckout(own.job, projectId);
      answers.push(checkout);
      if ('close' in checkout) await checkout.close();
      answers.push(await suite.access.proposeChange(own.job, proposal));
      const check = { projectId, headSha: 'a'.repeat(40), name: 'x', title: 'x', summary: 'x' };
      answers.push(await suite.access.reportCheck(own.job, { ...check, conclusion: 'success' }));
      answers.push(
        (await suite.call(own, 'PUT', `/api/projects/${projectId}/connected-repo`, { repo: own.repo })).body,
      );
      const code = state.signIn({ installation: own.installation, push: true });
      const query = { state: await suite.mintState(fresh), code, installation_id: String(own.installation.id) };
      answers.push(await suite.comeBack(query));
    }
    const { clientSecret, webhookSecret, privateKey } = state.app;
    const [, key = ''] = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n');
    const secrets = [clientSecret, webhookSecret, key, 'ghs_', 'ghu_', ...state.issuedTokens.map(({ token }) => token)];
    const encoded = secrets.map((secret) => Buffer.from(`x-access-token:${secret}`).toString('base64').slice(0, -4));
    const places = { tables: await dump(), log: suite.logLines.join('\n'), answers: JSON.stringify(answers) };
    expect(state.issuedTokens.length).toBeGreaterThan(15);
    expect(places.tables).toContain(own.repo);
    expect(places.log).toContain('connected-repo');
    for (const [place, text] of Object.entries(places)) {
      const found = [...secrets, ...encoded].filter((secret) => text.includes(secret));
      expect([place, found]).toEqual([place, []]);
    }
  });
});

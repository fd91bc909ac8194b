import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useSessions } from './sessions-suite';

/** The requests of the surface's own page that are about a session's events, and the places of the events that answer them. */
const requests: Readonly<Record<string, readonly number[]>> = {
  '/api/projects/:projectId/sessions/:sessionId/traces': [1, 2, 3, 4],
  '/api/projects/:projectId/sessions/:id/traces?eventType=decision': [3],
  '/api/projects/:projectId/sessions/:id/traces?decisionKind=handoff': [4],
  '/api/projects/:projectId/sessions/:id/traces/:spanId/children': [2],
  '/api/projects/:projectId/sessions/:id/traces?include=metrics': [1, 2, 3, 4],
};

const seeds = join(__dirname, '..', '..', '..', '..', 'shared', 'seeds');

describe('the page of the surface', () => {
  const suite = useSessions();

  it.each(Object.entries(requests))('promises GET %s', async (template, expected) => {
    await suite.record(
      [
        { type: 'tool_call', span_id: 's1', payload: { tool_name: 'book', call_id: 'c' } },
        { type: 'tool_result', span_id: 's1', payload: { call_id: 'c', result: 'booked' } },
        { type: 'state_change', payload: { name: 'decision', choice: 'billing' } },
        { type: 'state_change', payload: { name: 'handoff', to_agent: 'billing' } },
      ],
      { session: 'conv_1' },
    );
    const path = template
      .replace(':projectId', suite.own.projectId)
      .replace(/:(?:sessionId|id)\b/, 'conv_1')
      .replace(':spanId', 's1');
    const { status, body } = await suite.api.call(suite.own.secretKey, 'GET', path);
    expect([status, body.success]).toEqual([200, true]);
    const events = (body.traces ?? body.children) as { position: number; metrics?: object }[];
    expect(events.map(({ position }) => position)).toEqual(expected);
    const hasMetrics = template.endsWith('include=metrics');
    expect([body.metrics !== undefined, events.every(({ metrics }) => metrics !== undefined)]).toEqual([
      hasMetrics,
      hasMetrics,
    ]);
  });

  const title = 'has no other request about events';
  const hasPage = existsSync(seeds);
  if (!hasPage) console.warn('The pages of the surfaces are absent.');
  (hasPage ? it : it.skip)(hasPage ? title : `${title} (skipped: no pages beside the repository)`, () => {
    const pages = readdirSync(seeds).map((file) => readFileSync(join(seeds, file), 'utf8'));
    const page = pages.find((text) => text.includes('/api/projects/:projectId/sessions'));
    const promised = [...(page ?? '').matchAll(/GET (\/api\/projects\/\S+)/g)].map(([, path]) => path as string);
    expect(promised.filter((path) => path.includes('/traces')).sort()).toEqual(Object.keys(requests).sort());
  });
});

import { randomUUID } from 'node:crypto';
import { sentSpan, textAttribute } from '../../factories/otlp-export';
import { useSessions } from './sessions-suite';

const metadata = { eventType: 'decision', decisionKind: 'Escalate' };
const timestamp = '2026-05-04T10:00:00.000Z';

/** As a batch of a Langfuse SDK. */
const observation = (type: string, body: Record<string, unknown>) => ({
  id: randomUUID(),
  type: `${type}-create`,
  timestamp,
  body: { id: randomUUID(), traceId: 'batch', startTime: timestamp, ...body },
});

describe('the type that a client gives a step itself', () => {
  const suite = useSessions();

  const sendBatch = (...batch: unknown[]) =>
    suite.api.call(suite.own.secretKey, 'POST', '/api/public/ingestion', { batch });
  const exported = (name: string, attributes: Record<string, string>) =>
    sentSpan({
      name,
      traceId: '5'.repeat(32),
      attributes: Object.entries({ 'langfuse.session.id': 'exported', ...attributes }).map(([key, value]) =>
        textAttribute(key, value),
      ),
    });

  it.each([
    ['of a native event', 'native', () => suite.record([{ type: 'state_change', metadata }], { session: 'native' })],
    ['of an observation of a batch', 'batch', () => sendBatch(observation('span', { metadata }))],
    [
      "of a span of Langfuse's SDKs",
      'exported',
      () =>
        suite.exportSpans(
          exported('x', {
            'langfuse.observation.metadata.eventType': 'decision',
            'langfuse.observation.metadata.decisionKind': 'Escalate',
          }),
        ),
    ],
    [
      'of any other span',
      'exported',
      () => suite.exportSpans(exported('x', { 'debrief.event_type': 'decision', 'debrief.decision_kind': 'Escalate' })),
    ],
  ])('wins, %s', async (_whose, session, tell) => {
    await tell();
    const expected = [expect.objectContaining({ type: 'decision', decisionKind: 'Escalate' })];
    expect(await suite.events(`/${session}/traces`)).toEqual(expected);
    expect(await suite.events(`/${session}/traces?eventType=decision&decisionKind=escalate`)).toEqual(expected);
    expect(await suite.events(`/${session}/traces?eventType=state_change`)).toEqual([]);
  });

  it('wins over what an observation is, and says nothing where it is no type', async () => {
    await sendBatch(
      observation('span', { name: 'a', metadata: { eventType: 'tool_result' } }),
      observation('generation', { name: 'b', model: 'in-house', metadata: { eventType: 'guardrail_eval' } }),
      observation('generation', { name: 'c', model: 'in-house', metadata: { eventType: 'purchase' } }),
    );
    const events = await suite.events('/batch/traces');
    expect(events.map(({ name, type }) => `${name} ${type}`)).toEqual(
      expect.arrayContaining(['a tool_result', 'b guardrail_eval', 'c llm_call']),
    );
  });

  it('decides what is a generation', async () => {
    await suite.record([
      { type: 'llm_call', payload: { model: 'router' }, metadata },
      { type: 'llm_call', payload: { model: 'in-house' }, metadata: { eventType: 'purchase' } },
      { type: 'llm_call', payload: { model: 'in-house' } },
    ]);
    const { body } = await suite.get('/generations');
    expect(body).toMatchObject({
      generations: [{ model: 'in-house' }, { model: 'in-house' }],
      summary: { calls: 2, models: [{ model: 'in-house', calls: 2 }] },
      pagination: { total: 2 },
    });
    expect(body.generations).toHaveLength(2);
  });
});

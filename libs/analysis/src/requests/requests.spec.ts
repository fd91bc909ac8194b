import { makeRequest } from '../../../../test/factories/make-request';
import { type EventSketch, makeRun } from '../../../../test/factories/make-run';
import { analyzeRun } from '../analyze-run';
import type { HttpEvidence, Verdict } from '../detection';
import type { RunRequest } from '../run/run-request';

const settings = { disabled: [], thresholds: {} };
const at = (startedAt: number, sketch: EventSketch): EventSketch => [sketch[0], sketch[1], { startedAt, ...sketch[2] }];

const asks = at(0, ['user_message', { content: 'Order it' }]);
const calls = at(1_000, ['tool_call', { tool_name: 'place_order', call_id: 'c1', arguments: {} }]);
const fails = at(2_000, ['tool_result', { call_id: 'c1', error: 'upstream failed' }]);
const works = at(2_000, ['tool_result', { call_id: 'c1', result: { ok: true } }]);
const says = (content: string): EventSketch => at(3_000, ['agent_message', { content }]);

const judge = (
  events: EventSketch[],
  httpRequests: RunRequest[],
  status: 'failed' | 'completed' = 'completed',
): Verdict => analyzeRun(makeRun(events, { status, httpRequests }), settings);
const found = ({ detections }: Verdict, label: string) => detections.find((one) => one.label === label);
const requestsOf = (verdict: Verdict, label: string): HttpEvidence[] =>
  found(verdict, label)?.evidence.filter((one) => one.kind === 'http_request') ?? [];

const failing = (statusCode: number, changes: Partial<RunRequest> = {}): RunRequest =>
  makeRequest({ statusCode, startedAt: 1_500, ...changes });
const claim = 'success_claim_after_failed_request';

describe('requests beside a run', () => {
  describe('support what is said of a tool call', () => {
    it.each([0, 408, 425, 429, 500, 503, 400, 401, 403, 404, 409, 422])('that failed, by status %i', (statusCode) => {
      const request = failing(statusCode);
      const verdict = judge([asks, calls, fails, says('It failed.')], [request]);
      expect(requestsOf(verdict, 'tool_error')).toEqual([
        {
          kind: 'http_request',
          id: request.id,
          method: 'POST',
          host: 'a.example',
          path: '/v1/orders',
          statusCode,
          durationMs: 10,
          nearestSeq: 1,
          approximate: true,
          recovered: false,
        },
      ]);
    });

    it.each([
      ['a success', 200],
      ['a redirect', 302],
      ['a failure that is of neither side', 410],
    ])('not by %s', (_, statusCode) => {
      expect(requestsOf(judge([asks, calls, fails, says('It failed.')], [failing(statusCode)]), 'tool_error')).toEqual(
        [],
      );
    });

    it('not from elsewhere in the run', () => {
      const request = failing(503, { startedAt: 2_500 });
      expect(requestsOf(judge([asks, calls, fails, says('It failed.')], [request]), 'tool_error')).toEqual([]);
    });

    it('that was never answered', () => {
      const other = at(2_100, ['tool_call', { tool_name: 'look', call_id: 'c2', arguments: {} }]);
      const answer = at(2_200, ['tool_result', { call_id: 'c2', result: 1 }]);
      const verdict = judge([asks, calls, other, answer, says('Hm.')], [failing(504)]);
      expect(requestsOf(verdict, 'tool_call_without_result')).toMatchObject([{ statusCode: 504, nearestSeq: 1 }]);
    });

    it('and are shown as recovered where they were', () => {
      const later = makeRequest({ statusCode: 200, startedAt: 1_700 });
      const verdict = judge([asks, calls, fails, says('It failed.')], [failing(503), later]);
      expect(requestsOf(verdict, 'tool_error')).toMatchObject([{ statusCode: 503, recovered: true }]);
    });

    it('and change nothing else of it', () => {
      const events = [asks, calls, fails, says('It failed.')];
      const [without, withRequest] = [judge(events, []), judge(events, [failing(503)])];
      const bare = ({ detections, skipped: _, ...rest }: Verdict) => ({
        ...rest,
        detections: detections.map(({ evidence: _evidence, ...one }) => one),
      });
      expect(bare(withRequest)).toEqual(bare(without));
    });
  });

  describe('contradict a claim of success', () => {
    const events = (content = 'Your order is placed.'): EventSketch[] => [asks, calls, works, says(content)];

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('by a %s that failed and that no tool reported', (method) => {
      const verdict = judge(events(), [failing(502, { method })]);
      expect(verdict.labels).toContain(claim);
      expect(found(verdict, claim)).toMatchObject({ evidenceRefs: [1, 2, 3], criticalStepSeq: 3, tier: 'symptom' });
      expect(requestsOf(verdict, claim)).toMatchObject([{ statusCode: 502 }]);
    });

    it.each<[string, EventSketch[], RunRequest[]]>([
      ['a GET', events(), [failing(502, { method: 'GET' })]],
      ['a request that worked later', events(), [failing(502), makeRequest({ startedAt: 1_600 })]],
      ['a request that its tool reported', [asks, calls, fails, says('Your order is placed.')], [failing(502)]],
      ['a message that admits it', events('The order was placed, but the mail failed.'), [failing(502)]],
      ['a message that claims nothing', events('Here is what I found.'), [failing(502)]],
      ['a request after it', events(), [failing(502, { startedAt: 3_500 })]],
      ['no request', events(), []],
    ])('not by %s', (_, some, requests) => {
      expect(found(judge(some, requests), claim)).toBeUndefined();
    });
  });

  describe('are a slow dependency', () => {
    const turn = [asks, calls, at(9_000, works), says('Here it is.')].map(([type, payload], index) =>
      at([0, 1_000, 9_000, 10_000][index] as number, [type, payload]),
    );

    it.each([
      ['at half of a turn', [makeRequest({ startedAt: 1_000, durationMs: 5_000 })], true],
      ['below it', [makeRequest({ startedAt: 1_000, durationMs: 4_999 })], false],
      [
        'together',
        [makeRequest({ startedAt: 1_000, durationMs: 3_000 }), makeRequest({ startedAt: 5_000, durationMs: 2_000 })],
        true,
      ],
      [
        'but not twice where they overlap',
        [makeRequest({ startedAt: 1_000, durationMs: 4_000 }), makeRequest({ startedAt: 1_500, durationMs: 3_000 })],
        false,
      ],
      ['but not for what is beyond the turn', [makeRequest({ startedAt: 9_000, durationMs: 9_000 })], false],
    ])('%s', (_, requests, isFound) => {
      const verdict = judge(turn, requests);
      expect(found(verdict, 'slow_dependency') !== undefined).toBe(isFound);
      expect(verdict.labels).toEqual([]);
    });
  });

  it('alone never make a run fail', () => {
    const verdict = judge([asks, calls, works, says('Here it is.')], [failing(503), failing(404), failing(0)]);
    expect(verdict.labels).toEqual([]);
  });

  it('name the step of a failed run where no event does', () => {
    const events = [asks, at(500, ['state_change', { name: 'step' }])];
    expect(judge(events, [], 'failed').criticalStepSeq).toBeNull();
    expect(judge(events, [failing(503)], 'failed').criticalStepSeq).toBe(1);
    expect(judge(events, [failing(503)]).criticalStepSeq).toBeNull();
  });

  it('lead to the same verdict in whatever order they are read', () => {
    const requests = [503, 404, 200, 0, 422].map((status, index) =>
      failing(status, { startedAt: 1_100 + 100 * index }),
    );
    const events = [asks, calls, fails, says('Your order is placed.')];
    expect(judge(events, requests.toReversed())).toEqual(judge(events, requests));
  });
});

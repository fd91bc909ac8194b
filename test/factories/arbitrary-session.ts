import fc from 'fast-check';
import type { SessionRecord } from '@debrief/sessions';
import { makeSession, type RunSketch, type SessionSketch, userMessage } from './make-session';

const oneOf = (text: string): fc.Arbitrary<string> => fc.constantFrom(...text.split(' '));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const outcome = maybe(fc.boolean());

/** Few names, so that values meet. */
const facts = fc.record({
  name: maybe(oneOf('book find __proto__')),
  agentName: maybe(oneOf('planner booker')),
  spanId: maybe(oneOf('s1 s2 s3')),
  parentSpanId: maybe(oneOf('s1 s2 gone')),
  startedAt: fc.integer({ min: -1_000, max: 60_000 }),
  durationMs: maybe(fc.integer({ min: 0, max: 40_000 })),
  status: fc.constantFrom('ok', 'error', 'blocked', 'pending'),
  error: maybe(fc.record({ type: maybe(oneOf('HttpError')), message: oneOf('409 503 timeout') })),
  isWrapper: fc.boolean(),
  embeddingTokens: maybe(fc.nat(99)),
});
const data = {
  llm_call: fc.record({
    model: maybe(oneOf('gpt-5 m')),
    inputTokens: maybe(fc.nat(20_000)),
    outputTokens: maybe(fc.nat(999)),
  }),
  tool_call: fc.record({
    toolName: maybe(oneOf('book find')),
    arguments: fc.dictionary(oneOf('day id'), fc.nat(2), { maxKeys: 2 }),
    success: outcome,
  }),
  tool_result: fc.record({ callEventId: maybe(oneOf('t1:0 t1:1 t2:0 gone')), success: fc.boolean() }),
  decision: fc.record({
    kind: maybe(oneOf('routing plan')),
    choice: maybe(oneOf('a b')),
    confidence: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  handoff: fc.record({ fromAgent: maybe(oneOf('planner booker')), toAgent: maybe(oneOf('planner booker')) }),
  guardrail_eval: fc.record({ passed: outcome, blocked: outcome, action: maybe(oneOf('book find booker')) }),
  state_change: fc.record({ key: maybe(oneOf('user_message agent')) }),
  error: fc.record({ message: oneOf('boom bust'), handled: outcome }),
  response: fc.record({ final: fc.boolean() }),
};
const event: fc.Arbitrary<SessionSketch> = fc.oneof(
  ...Object.entries(data).map(([type, some]) =>
    fc.tuple(some, facts).map(([given, more]) => [type, given, more] as unknown as SessionSketch),
  ),
  facts.map((more) => userMessage(more as object)),
);
const run: fc.Arbitrary<RunSketch> = fc.record({
  events: fc.array(event, { maxLength: 30, size: 'max' }),
  status: fc.constantFrom('running', 'completed', 'failed', 'aborted'),
});

/** Sessions of any shape that a client may record. */
export const arbitrarySession: fc.Arbitrary<SessionRecord> = fc.array(run, { maxLength: 4 }).map(makeSession);

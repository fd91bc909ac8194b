import fc from 'fast-check';
import type { JsonValue } from '@debrief/kernel';
import type { Run } from '../../libs/analysis/src/run/run';
import { type EventSketch, makeRun } from './make-run';

const oneOf = (text: string, parting = ' '): fc.Arbitrary<string> => fc.constantFrom(...text.split(parting));

/** Few words, so that values meet: upper and lower case (I is not i everywhere), digits of other scripts, prototype keys, half a surrogate. */
const words = fc.oneof(
  oneOf('invoice|INVOICE|payment|İstanbul|ısı|straße|done|12.5|٣٤|reservation-AX12349|__proto__|constructor', '|'),
  oneOf('Error: no reservation-AX12349|HTTP 429|exit code: 1|Tool x does not exist|prompt is too long', '|'),
  fc.constantFrom('', '\ud800', "I'm sorry, I can't help with that"),
);
const scalar = fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null));
const odd: fc.Arbitrary<JsonValue> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(words, scalar, { maxKeys: 3 }),
);
const list = fc.array(words, { maxLength: 2 });
const named = fc.dictionary(oneOf('day id text'), words, { maxKeys: 2 });
const tools = oneOf('search send_mail cancel_booking');
const agents = oneOf('A B İ');
const ids = oneOf('c1 c2 c3');
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 1 });

/** What the payload of each type of event usually holds. */
const payloads: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<JsonValue>>>>> = {
  user_message: { content: words },
  agent_message: { content: words },
  tool_call: { tool_name: tools, arguments: named, call_id: ids },
  tool_result: { call_id: ids, result: words, error: rarely(words) },
  browser_action: { action: oneOf('open click submit scroll'), target: words, value: words },
  dom_snapshot: { visible_text: words, selected_values: named, warnings: list },
  goal_check: { passed: fc.boolean(), mismatches: list },
  state_change: {
    name: oneOf('handoff decision guardrail plan span_start span_end'),
    to_agent: agents,
    after: fc.oneof(words, fc.constantFrom('blocked'), fc.array(fc.record({ status: oneOf('done open') }))),
    before: fc.record({ tool_name: tools, arguments: named }),
  },
  llm_call: { model: words, finish_reason: oneOf('stop length'), tools: fc.array(tools, { minLength: 1 }) },
  error: { message: words, handled: fc.boolean() },
  metric: { name: words, value: fc.integer() },
};

/** Mostly as it should be; a field may be missing or of any other type. */
const sketches = Object.entries(payloads).map(([type, fields]) =>
  fc.tuple(
    fc.constant(type),
    fc.record(
      Object.fromEntries(
        Object.entries(fields).map(([name, usual]) => [
          name,
          fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd }),
        ]),
      ),
      { requiredKeys: Object.keys(fields).slice(0, 1) },
    ),
    fc.record({
      agent: fc.option(agents),
      durationMs: fc.option(fc.constantFrom(10, 20, 90_000)),
      spanId: fc.option(oneOf('s1 s2')),
      parentId: fc.option(oneOf('s1 gone')),
      inputTokens: rarely(fc.nat()),
    }),
  ),
);

/** Runs of any shape that a client may send, in seq order. */
export const arbitraryRun: fc.Arbitrary<Run> = fc
  .record({
    events: fc.array(fc.oneof(...sketches), { maxLength: 60, size: 'max' }),
    goal: fc.option(list.map((some) => `Book ${some.join(' ')}, stop before payment`)),
    status: fc.constantFrom<Run['status'][]>('running', 'completed', 'failed', 'ended'),
  })
  .map(({ events, ...about }) => makeRun(events satisfies EventSketch[], about));

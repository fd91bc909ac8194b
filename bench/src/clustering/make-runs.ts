import type { LabelledRun, LabelledStep } from '../labelled/labelled-run';
import type { Fault, Telling } from './faults';
import type { Random } from './random';
import { varyText } from './vary-text';

const quietTools = ['get_weather', 'list_rooms', 'translate', 'get_time', 'summarise', 'lookup_glossary'];
const remarks = [
  'Let me look at {name} first.',
  'The user asked about {ref} on {date}.',
  'So far {n} of {n} items are done; {name} is next.',
  'I compare both offers and keep the cheaper one.',
  'Going on with what we know of {id}.',
  'Noted. I check the calendar for {date}.',
];
const answers = ['Here is what I found out about {name}.', 'The answer is {n}.', 'All of it is in {path}.'];

type Draft = Partial<Omit<LabelledStep, 'seq'>> & { readonly type: string };

export interface InjectedRun {
  readonly run: LabelledRun;
  /** Index of the fault; null: a run in which nothing went wrong. */
  readonly fault: number | null;
  /** The step at which it was injected. */
  readonly step: number | null;
}

/** A run of ordinary steps in any order, with a fault somewhere in it, or none. */
export const makeRun = (
  random: Random,
  { id, fault, index }: { readonly id: string; readonly fault: Fault | null; readonly index: number | null },
): InjectedRun => {
  const agent = fault?.agent ?? random.pick(['planner', 'booker', 'billing-agent']);
  const before = quietSteps(random, agent, random.whole(0, 8));
  const failing = fault ? faultSteps(random, fault) : [];
  const after = quietSteps(random, agent, random.whole(0, 8));
  const drafts: Draft[] = [
    { type: 'message', agent: 'user', output: varyText(random, random.pick(remarks)) },
    ...before,
    ...failing,
    ...after,
    { type: 'message', agent, output: varyText(random, random.pick(answers)) },
  ];
  const events = drafts.map((draft, seq) => toStep(draft, seq));
  const run: LabelledRun = {
    trace_id: id,
    dataset: 'injected',
    system: random.isLikely(0.5) ? agent : `system ${random.whole(1, 3)}`,
    task: varyText(random, 'Answer the question about {name}'),
    outcome: fault ? 'failed' : 'succeeded',
    labels: [],
    critical_step: null,
    critical_agent: null,
    group: id,
    events,
  };
  return { run, fault: index, step: fault ? 1 + before.length : null };
};

const quietSteps = (random: Random, agent: string, count: number): Draft[] =>
  Array.from({ length: count }, () => quietStep(random, agent)).flat();

const quietStep = (random: Random, agent: string): Draft[] => {
  switch (random.whole(0, 3)) {
    case 0:
      return [{ type: 'message', agent, output: varyText(random, random.pick(remarks)) }];
    case 1:
      return [{ type: 'llm_call', agent, model: 'm', output: varyText(random, random.pick(remarks)) }];
    default: {
      const call = { name: random.pick(quietTools), tool_call_id: random.text('abcdef0123456789', 12) };
      const input = { about: varyText(random, '{name}'), at: varyText(random, '{date}'), page: random.whole(1, 99) };
      const output = { items: [varyText(random, '{id}'), varyText(random, '{path}')], next: random.whole(0, 9_999) };
      return [
        { type: 'tool_call', agent, ...call, input },
        { type: 'tool_result', agent, ...call, output },
      ];
    }
  }
};

const faultSteps = (random: Random, { agent, tool, template, telling }: Fault): Draft[] => {
  const text = varyText(random, template);
  if (tool === null)
    return [{ type: 'error', agent, error: { message: dressed(random, text, telling), type: 'RuntimeError' } }];
  const call = { name: tool, tool_call_id: random.text('abcdef0123456789', 12) };
  const input = { id: varyText(random, '{id}'), note: varyText(random, '{name}') };
  const isResult = telling === 'result';
  const told = dressed(random, text, telling);
  return [
    { type: 'tool_call', agent, ...call, input },
    { type: 'tool_result', agent, ...call, ...(isResult ? { output: told } : { error: { message: told } }) },
  ];
};

/** As the tool's language would print it. */
const dressed = (random: Random, text: string, telling: Telling): string => {
  const line = (): number => random.whole(1, 900);
  switch (telling) {
    case 'json': {
      const error = { code: text.trim(), request_id: varyText(random, '{id}'), retry_after: random.whole(1, 60) };
      return JSON.stringify({ error, user: varyText(random, '{email}') });
    }
    case 'traceback':
      return `Traceback (most recent call last):\n  File "/app/${random.text('abc', 3)}.py", line ${line()}, in run\n    go()\n  File "/app/x.py", line ${line()}, in go\n    f(x)\n${text.replace(/\s+/g, ' ')}\n`;
    case 'stack':
      return `${text}\n    at draw (/app/dist/${random.text('abc', 3)}.js:${line()}:${line()})\n    at Object.<anonymous> (/app/main.js:${line()}:1)`;
    case 'error':
    case 'result':
      return text;
  }
};

const toStep = (draft: Draft, seq: number): LabelledStep => ({
  seq,
  name: null,
  agent: null,
  input: null,
  output: null,
  error: null,
  model: null,
  usage: null,
  duration_ms: null,
  tool_call_id: null,
  ts: null,
  ...draft,
});

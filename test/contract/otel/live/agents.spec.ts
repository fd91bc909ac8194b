import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { providePython } from '../../../setup/python-venv';
import { conversationOf, treeOf } from './live-run';
import { useLive } from './live-suite';
import { totalsWithoutCache, weather, weatherTotals } from './weather';

interface Agent {
  readonly name: string;
  /** A program of `agents`, and its argument. */
  readonly program: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly tree: readonly string[];
  /** Of the spans below the one that the program itself began. */
  readonly frameworks: readonly string[];
  readonly totals: object;
  readonly conversation: readonly string[];
  readonly call: object;
  readonly errorMessage: string;
}

const asks = `user says ${weather.question}`;
const isTold = `system says ${weather.system}`;
const calls = 'assistant calls get_weather({"city":"Paris"}) call_0_0, tool_use';
const answers = `assistant says ${weather.answer}, stop`;
const reports = (id: string | null = 'call_0_0') => `tool answers ${weather.report} ${id}`;
const conversation = [isTold, asks, calls, reports(), answers];
const call = { tool_name: 'get_weather', call_id: 'call_0_0', arguments: { city: 'Paris' }, result: weather.report };
/** What OpenInference records of a tool has no id of its call. */
const callWithoutId = { tool_name: 'get_weather', arguments: { city: 'Paris' }, result: weather.report };
const station = 'station is down';

const genai: Pick<Agent, 'program' | 'tree' | 'frameworks' | 'totals' | 'conversation' | 'call' | 'errorMessage'> = {
  program: ['openai_loop.py', 'genai'],
  tree: [
    'span forecast',
    '  agent invoke_agent forecaster',
    '    generation chat gpt-4o-mini',
    '    tool execute_tool get_weather',
    '    generation chat gpt-4o-mini',
  ],
  frameworks: ['Unknown'],
  totals: totalsWithoutCache,
  conversation,
  call,
  errorMessage: station,
};

const agents: readonly Agent[] = [
  {
    name: "OpenInference's instrumentation of OpenAI's client",
    program: ['openai_loop.py', 'openinference'],
    tree: [
      'span forecast',
      '  agent forecaster',
      '    generation ChatCompletion',
      '    tool get_weather',
      '    generation ChatCompletion',
    ],
    frameworks: ['OpenInference'],
    totals: weatherTotals,
    conversation: [asks, isTold, calls, reports(null), answers],
    call: callWithoutId,
    errorMessage: station,
  },
  { name: "OpenTelemetry's own instrumentation of it, whose messages are log records", ...genai },
  {
    name: "OpenTelemetry's own instrumentation of it, whose messages are attributes and one event",
    ...genai,
    env: {
      OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_AND_EVENT',
    },
  },
  {
    name: "Traceloop's instrumentation of it",
    program: ['openai_loop.py', 'traceloop'],
    tree: [
      'span forecast',
      '  agent forecaster.agent',
      '    generation openai.chat',
      '    tool get_weather.tool',
      '    generation openai.chat',
    ],
    frameworks: ['TraceLoop', 'Unknown'],
    totals: weatherTotals,
    conversation: [isTold, asks, calls, reports(null), answers],
    call: callWithoutId,
    errorMessage: station,
  },
  {
    name: 'Pydantic AI',
    program: ['pydantic_ai_agent.py'],
    tree: [
      'span forecast',
      '  agent invoke_agent forecaster',
      '    generation chat gpt-4o-mini',
      '    tool execute_tool get_weather',
      '    generation chat gpt-4o-mini',
    ],
    frameworks: ['Logfire'],
    totals: weatherTotals,
    conversation,
    call,
    errorMessage: station,
  },
  {
    name: "OpenAI's Agents SDK",
    program: ['openai_agents_agent.py'],
    tree: [
      'span forecast',
      '  agent Agent workflow',
      '    chain Agent workflow',
      '      agent forecaster',
      '        chain turn',
      '          generation generation',
      '          tool get_weather',
      '        chain turn',
      '          generation generation',
    ],
    frameworks: ['OpenInference'],
    totals: totalsWithoutCache,
    // It does not say why the model stopped.
    conversation: [isTold, asks, calls.replace(', tool_use', ''), reports(null), answers.replace(', stop', '')],
    call: callWithoutId,
    errorMessage: 'Error details are redacted',
  },
  {
    name: 'LangGraph',
    program: ['langgraph_agent.py'],
    tree: [
      'span forecast',
      '  chain LangGraph',
      '    chain forecaster',
      '      generation ChatOpenAI',
      '      chain tools_condition',
      '    chain tools',
      '      tool get_weather',
      '    chain forecaster',
      '      generation ChatOpenAI',
      '      chain tools_condition',
    ],
    frameworks: ['LangGraph'],
    totals: weatherTotals,
    conversation: [
      asks,
      isTold,
      calls,
      // Where the conditional edge leads.
      'assistant says tools',
      reports(),
      answers,
      'assistant says __end__',
    ],
    // LangChain records what one argument was, not what it is called, and the message that it made of the result.
    call: { ...call, arguments: weather.city, result: { type: 'tool', data: { content: weather.report } } },
    errorMessage: station,
  },
];

const programs = join(__dirname, 'agents');
/** Their frameworks are large: they are installed and tried where somebody asks for all clients. */
const python =
  process.env.ALL_CLIENTS === undefined
    ? { skipped: 'ALL_CLIENTS=1 tries them' }
    : providePython({
        name: 'otel-agents',
        install: join(programs, 'requirements.txt'),
        check: 'import agents, langgraph, openai, pydantic_ai; print(openai.__version__)',
        minPython: 10,
      });
if ('skipped' in python) console.warn(`The tests with agents in Python are skipped: ${python.skipped}.`);

('skipped' in python ? describe.skip : describe)('an agent of Python', () => {
  const live = useLive();

  /** Runs it with its weather station up and down. @returns the traces' ids */
  const run = async ({ program: [file = '', ...given], env }: Agent): Promise<{ up: string; down: string }> => {
    const { stdout } = await promisify(execFile)(
      'python' in python ? python.python : '',
      ['-B', join(programs, file), ...given],
      {
        env: {
          PATH: process.env.PATH,
          WEATHER: JSON.stringify(weather),
          OPENAI_API_KEY: 'key',
          OPENAI_BASE_URL: live.modelUrl,
          OTEL_EXPORTER_OTLP_ENDPOINT: `${live.instance.url}/otel/default`,
          OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${live.tenant.apiKey}`,
          OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
          ...env,
        },
      },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { up: string; down: string };
  };

  it.each(agents.map((agent) => [agent.name, agent] as const))(
    'arrives whole through %s',
    async (_name, agent) => {
      const { up, down } = await run(agent);
      const trace = await live.readTrace(up);
      expect(treeOf(trace)).toEqual(agent.tree);
      expect(trace).toMatchObject({ session_id: 's-live', user_id: 'u-live', has_error: false, ...agent.totals });
      const below = trace.spans.filter(({ parent_span_id }) => parent_span_id !== null);
      expect([...new Set(below.map(({ framework }) => framework))].sort()).toEqual(agent.frameworks);
      const generations = below.filter(({ observation_type }) => observation_type === 'generation');
      expect(generations).toMatchObject([
        { gen_ai_system: 'openai', model: 'gpt-4o-mini', input_tokens: 1_200, output_tokens: 20 },
        { gen_ai_system: 'openai', model: 'gpt-4o-mini', input_tokens: 1_300, output_tokens: 30 },
      ]);
      expect(conversationOf((await live.readMessages(up)).messages)).toEqual(agent.conversation);
      expect(await live.readToolEvents(up)).toMatchObject([{ payload: agent.call }]);

      expect(await live.readTrace(down)).toMatchObject({ session_id: 's-live', has_error: true });
      const [failed] = await live.readToolEvents(down);
      expect(failed?.payload).toMatchObject({
        tool_name: 'get_weather',
        error: { message: expect.stringContaining(agent.errorMessage) as string },
      });
      expect(await live.readDetections(down)).toContainEqual(
        expect.objectContaining({ label: 'tool_error', evidence_refs: [failed?.seq] }),
      );
    },
    120_000,
  );
});

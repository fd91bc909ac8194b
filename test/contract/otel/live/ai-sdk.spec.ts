import { createOpenAI } from '@ai-sdk/openai';
import { LegacyOpenTelemetry, OpenTelemetry } from '@ai-sdk/otel';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';
import { conversationOf, treeOf } from './live-run';
import { useLive } from './live-suite';
import { weather, weatherTotals } from './weather';

type Form = 'OpenTelemetry' | 'LegacyOpenTelemetry';
type Function = 'generateText' | 'streamText';

const forms = { OpenTelemetry, LegacyOpenTelemetry };

/** In the semantic conventions of generative AI. */
const steps = [
  'agent invoke_agent gpt-4o-mini',
  '  span step 1',
  '    generation chat gpt-4o-mini',
  '    tool execute_tool get_weather',
  '  span step 2',
  '    generation chat gpt-4o-mini',
];
/** In words of its own, as before version 7: a tool's call stands below the model's that asked for it. */
const operations = (name: Function, step: string) => [
  `generation ai.${name}`,
  `  generation ai.${name}.${step}`,
  '    tool ai.toolCall',
  `  generation ai.${name}.${step}`,
];
const cases: readonly (readonly [Function, Form, readonly string[]])[] = [
  ['generateText', 'OpenTelemetry', steps],
  ['streamText', 'OpenTelemetry', steps],
  ['generateText', 'LegacyOpenTelemetry', operations('generateText', 'doGenerate')],
  ['streamText', 'LegacyOpenTelemetry', operations('streamText', 'doStream')],
];

describe("Vercel's AI SDK", () => {
  const live = useLive();

  /** @returns the trace's id */
  const run = async (name: Function, form: Form, getWeather: () => object): Promise<string> => {
    const exporter = new OTLPTraceExporter({
      url: `${live.instance.url}/otel/default/v1/traces`,
      headers: { authorization: `Bearer ${live.tenant.apiKey}` },
    });
    const kept = new InMemorySpanExporter();
    const provider = new TracerProvider({
      spanProcessors: [new BatchSpanProcessor({ exporter }), new SimpleSpanProcessor({ exporter: kept })],
    });
    const tracer = provider.getTracer(form === 'OpenTelemetry' ? 'gen_ai' : 'ai');
    const options = {
      model: createOpenAI({ apiKey: 'key', baseURL: live.modelUrl }).chat(weather.model),
      instructions: weather.system,
      prompt: weather.question,
      stopWhen: isStepCount(3),
      tools: {
        get_weather: tool({
          description: 'The weather in a city.',
          inputSchema: z.object({ city: z.string() }),
          execute: getWeather,
        }),
      },
      runtimeContext: { userId: 'u-live', sessionId: 's-live' },
      telemetry: {
        functionId: 'forecaster',
        includeRuntimeContext: { userId: true, sessionId: true },
        integrations: [new forms[form]({ tracer, runtimeContext: true })],
      },
    };
    expect(name === 'generateText' ? (await generateText(options)).text : await streamText(options).text).toBe(
      weather.answer,
    );
    const [span] = kept.getFinishedSpans();
    await provider.shutdown();
    return span?.spanContext().traceId ?? '';
  };

  it.each(cases)('has %s recorded through %s', async (name, form, tree) => {
    const id = await run(name, form, () => ({ report: weather.report }));
    const trace = await live.readTrace(id);
    expect(treeOf(trace)).toEqual(tree);
    expect(trace).toMatchObject({
      session_id: 's-live',
      user_id: 'u-live',
      has_error: false,
      input_preview: weather.question,
      output_preview: weather.answer,
      ...weatherTotals,
    });
    expect(new Set(trace.spans.map(({ framework }) => framework))).toEqual(new Set(['VercelAISDK']));
    const calls = trace.spans.filter(({ span_name }) => / ?chat |\.do/.test(span_name));
    expect(calls).toMatchObject([
      { gen_ai_system: 'openai', model: 'gpt-4o-mini', input_tokens: 1_200, output_tokens: 20, cache_read_tokens: 0 },
      { gen_ai_system: 'openai', model: 'gpt-4o-mini', input_tokens: 1_300, output_tokens: 30, cache_read_tokens: 200 },
    ]);

    const { messages, tool_names } = await live.readMessages(id);
    expect(tool_names).toEqual(['get_weather']);
    expect(conversationOf(messages)).toEqual([
      `system says ${weather.system}`,
      `user says ${weather.question}`,
      'assistant calls get_weather({"city":"Paris"}) call_0_0, tool_use',
      `tool answers {"report":"${weather.report}"} call_0_0`,
      `assistant says ${weather.answer}, stop`,
    ]);
    expect(await live.readToolEvents(id)).toMatchObject([
      {
        payload: {
          tool_name: 'get_weather',
          call_id: 'call_0_0',
          arguments: { city: 'Paris' },
          result: { report: weather.report },
        },
      },
    ]);
  });

  it.each(['OpenTelemetry', 'LegacyOpenTelemetry'] as const)(
    'has a tool that fails seen and judged through %s',
    async (form) => {
      const id = await run('generateText', form, () => {
        throw new Error('station is down');
      });
      const trace = await live.readTrace(id);
      expect(trace).toMatchObject({ has_error: true, ...weatherTotals });
      const [failed] = await live.readToolEvents(id);
      expect(failed?.payload).toMatchObject({
        tool_name: 'get_weather',
        arguments: { city: 'Paris' },
        error: { type: 'Error', message: 'station is down' },
      });
      expect(await live.readDetections(id)).toContainEqual(
        expect.objectContaining({ label: 'tool_error', evidence_refs: [failed?.seq] }),
      );
    },
  );
});

import type { ModelRequest, ScriptedAnswer } from './model-server';

/** An answer as OpenAI's chat completions write it. */
export const toOpenai = (request: ModelRequest, answer: ScriptedAnswer) => ({
  ...envelopeOf(request, 'chat.completion'),
  choices: [
    {
      index: 0,
      finish_reason: finishOf(answer),
      message: {
        role: 'assistant',
        content: answer.text ?? null,
        ...(answer.calls?.length && { tool_calls: callsOf(request, answer) }),
      },
    },
  ],
  usage: usageOf(answer),
});

/** The same as server-sent events: text word by word, each call's arguments in two pieces, the usage last. */
export const streamOpenai = (request: ModelRequest, answer: ScriptedAnswer): string => {
  const envelope = envelopeOf(request, 'chat.completion.chunk');
  const ofChoice = (delta: object, finish_reason: string | null = null) => ({
    ...envelope,
    choices: [{ index: 0, delta, finish_reason }],
  });
  const words = answer.text?.split(/(?<= )/) ?? [];
  const chunks = [
    ofChoice({ role: 'assistant', content: '' }),
    ...words.map((content) => ofChoice({ content })),
    ...callsOf(request, answer).flatMap(({ function: { name, arguments: text }, ...call }, index) => {
      const half = Math.ceil(text.length / 2);
      return [
        ofChoice({ tool_calls: [{ index, ...call, function: { name, arguments: text.slice(0, half) } }] }),
        ofChoice({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] }),
      ];
    }),
    ofChoice({}, finishOf(answer)),
    { ...envelope, choices: [], usage: usageOf(answer) },
  ];
  return [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
};

const envelopeOf = ({ model, turn }: ModelRequest, object: string) => ({
  id: `chatcmpl-${turn}`,
  object,
  created: 1_790_000_000,
  model,
});

const callsOf = ({ turn }: ModelRequest, { calls = [] }: ScriptedAnswer) =>
  calls.map(({ name, input }, index) => ({
    id: `call_${turn}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));

const finishOf = ({ calls }: ScriptedAnswer): string => (calls?.length ? 'tool_calls' : 'stop');

const usageOf = ({ inputTokens = 100, outputTokens = 10, cachedTokens }: ScriptedAnswer) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  ...(cachedTokens !== undefined && { prompt_tokens_details: { cached_tokens: cachedTokens } }),
});

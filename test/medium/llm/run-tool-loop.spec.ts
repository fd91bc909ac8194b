import {
  createModel,
  type LoopLimits,
  type LoopTool,
  type ModelProtocol,
  modelProtocols,
  OutboundClient,
  runToolLoop,
} from '@debrief/infra';
import { z } from 'zod';
import { ModelServer, type ScriptedAnswer } from '../../setup/model-server';

const key = 'sk-canary-0123456789abcdef';
const roomy: LoopLimits = { steps: 10, inputTokens: 100_000, outputTokens: 100_000, ms: 20_000 };
const callAdd = (a: number, b: number) => ({ name: 'add', input: { a, b } });

describe('a tool loop', () => {
  const server = new ModelServer();
  let baseUrl: string;
  let ran: unknown[];
  const add: LoopTool = {
    description: 'Adds two numbers',
    input: z.object({ a: z.number(), b: z.number() }),
    run: async (input) => {
      ran.push(input);
      const { a, b } = input as { a: number; b: number };
      return String(a + b);
    },
  };

  beforeAll(async () => {
    baseUrl = await server.start();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    ran = [];
    server.requests.length = 0;
  });

  const run = async (
    answers: readonly ScriptedAnswer[],
    options: Partial<Parameters<typeof runToolLoop>[0]> & { protocol?: ModelProtocol } = {},
  ) => {
    server.script = ({ turn }) => answers[turn] ?? { calls: [callAdd(turn, 1)] };
    const { protocol = 'openai_compatible', ...rest } = options;
    const model = await createModel({ protocol, model: 'scripted', apiKey: key, baseUrl, fetch });
    return runToolLoop({ model, system: 'You add.', prompt: 'Add 1 and 2', tools: { add }, limits: roomy, ...rest });
  };

  it.each(modelProtocols)('speaks %s: sends the key, runs the calls, and tells the results', async (protocol) => {
    const result = await run([{ text: 'I add', calls: [callAdd(1, 2)] }, { text: 'It is 3' }], { protocol });
    expect(result).toEqual({
      text: 'It is 3',
      steps: 2,
      usage: { inputTokens: 200, outputTokens: 20, costUsd: null },
      stop: 'done',
      problem: null,
    });
    expect(ran).toEqual([{ a: 1, b: 2 }]);
    expect(server.requests).toMatchObject([
      { key, model: 'scripted', system: 'You add.', inputs: ['Add 1 and 2'], tools: ['add'] },
      { inputs: ['Add 1 and 2', '3'], turn: 1 },
    ]);
  });

  it('runs the calls of one step in their order, one after the other', async () => {
    let running = 0;
    const slow: LoopTool = {
      ...add,
      run: async (input) => {
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return add.run(input);
      },
    };
    await run([{ calls: [callAdd(1, 1), callAdd(2, 2), callAdd(3, 3)] }, { text: 'done' }], { tools: { add: slow } });
    expect(ran).toEqual([1, 2, 3].map((n) => ({ a: n, b: n })));
  });

  it.each<[string, Partial<LoopLimits>, string]>([
    ['steps', { steps: 3 }, 'limit:steps'],
    ['input tokens', { inputTokens: 300 }, 'limit:input_tokens'],
    ['output tokens', { outputTokens: 30 }, 'limit:output_tokens'],
    ['cost', { costUsd: 0.0006 }, 'limit:cost'],
  ])('ends at its limit of %s', async (_name, limits, stop) => {
    const result = await run([], { limits: { ...roomy, ...limits }, prices: { input: 1, output: 10 } });
    expect(result).toMatchObject({ stop, steps: 3, usage: { inputTokens: 300, outputTokens: 30, costUsd: 0.0006 } });
    expect(server.requests).toHaveLength(3);
  });

  it('ends at its limit of time, whatever the provider does', async () => {
    const result = await run([{ calls: [callAdd(1, 2)] }, { hang: true }], { limits: { ...roomy, ms: 300 } });
    expect(result).toMatchObject({ stop: 'limit:time', steps: 1 });
  });

  it('ends when it is told to, and when the work is over', async () => {
    await expect(run([], { isOver: () => ran.length === 2 })).resolves.toMatchObject({ stop: 'done', steps: 2 });
    const giveUp = new AbortController();
    const result = run([{ hang: true }], { signal: giveUp.signal });
    giveUp.abort();
    await expect(result).resolves.toMatchObject({ stop: 'aborted' });
  });

  it('lets the model try again after a call that breaks the form or names no tool', async () => {
    const wrong = [
      { name: 'add', input: { a: 'one' } },
      { name: 'drop', input: {} },
    ];
    const result = await run([{ calls: wrong }, { calls: [callAdd(1, 2)] }, { text: '3' }]);
    expect(result).toMatchObject({ stop: 'done', steps: 3, text: '3' });
    expect(ran).toEqual([{ a: 1, b: 2 }]);
  });

  it.each([
    [401, /refused the key/],
    [404, /no such model/],
    [400, /HTTP 400/],
  ])('says what a provider answered (%i), and nothing of what was sent', async (status, problem) => {
    const result = await run([{ status }]);
    expect(result).toMatchObject({ stop: 'error', problem: expect.stringMatching(problem) });
    expect(JSON.stringify(result)).not.toMatch(/canary|Add 1/);
  });

  it('calls no address that the outbound client refuses, and takes the key along no redirect', async () => {
    const guarded = async (allowedHosts: string[]) => {
      const fetch = new OutboundClient({ allowedHosts }).fetchWith({ timeoutMs: 5_000, maxBytes: 1_000_000 });
      const model = await createModel({ protocol: 'anthropic', model: 'scripted', apiKey: key, baseUrl, fetch });
      return run([{ redirect: `${baseUrl}/elsewhere/messages` }], { model });
    };
    expect(await guarded([])).toMatchObject({
      stop: 'error',
      problem: expect.stringMatching(/may not be called: url must/),
    });
    expect(server.requests).toHaveLength(0);
    expect(await guarded(['127.0.0.1'])).toMatchObject({ stop: 'error', problem: expect.stringMatching(/redirects/) });
    expect(server.requests).toHaveLength(1);
  });

  it('throws what a tool or the caller’s own step throws, and asks the model no further', async () => {
    const broken = new Error('the table is gone');
    const fails = () => Promise.reject(broken);
    await expect(run([], { tools: { add: { ...add, run: fails } } })).rejects.toBe(broken);
    await expect(run([], { onStep: fails })).rejects.toBe(broken);
    expect(server.requests).toHaveLength(2);
  });

  it('takes neither key nor address from the environment', async () => {
    const names = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'];
    for (const name of names) process.env[name] = 'http://127.0.0.1:1/canary';
    try {
      for (const protocol of modelProtocols) {
        await expect(run([{ text: 'ok' }], { protocol })).resolves.toMatchObject({ text: 'ok' });
      }
      expect(server.requests.map((request) => request.key)).toEqual([key, key, key]);
    } finally {
      for (const name of names) delete process.env[name];
    }
  });
});

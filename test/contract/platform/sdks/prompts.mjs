// Uses prompts as an application does, through the SDK in SDK_HOME; writes a line of JSON for each thing that it has done.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const load = createRequire(join(process.env.SDK_HOME, 'package.json'));
const major = Number(process.argv[2]);
const input = createInterface(process.stdin);

const tell = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));
const wait = () => once(input, 'line');

/** The third version has other names for the same functions. */
const open = () => {
  if (major === 3) {
    const { Langfuse } = load('langfuse');
    const client = new Langfuse();
    return {
      create: (body) => client.createPrompt(body),
      get: (name, { version, ...options } = {}) => client.getPrompt(name, version, options),
      update: (change) => client.updatePrompt(change),
      list: (query) => client.api.promptsList(query),
      end: () => client.shutdownAsync(),
    };
  }
  const { LangfuseClient } = load('@langfuse/client');
  const client = new LangfuseClient();
  return {
    create: (body) => client.prompt.create(body),
    get: (name, options) => client.prompt.get(name, options),
    update: (change) => client.prompt.update(change),
    delete: (name, options) => client.prompt.delete(name, options),
    list: (query) => client.api.prompts.list(query),
    end: () => client.shutdown(),
  };
};

const facts = ({ name, version, prompt, config, labels, tags, commitMessage, isFallback }) => ({
  name,
  version,
  prompt,
  config,
  labels,
  tags,
  commitMessage,
  isFallback,
});

const failure = async (call) => {
  try {
    await call();
    return null;
  } catch (error) {
    return {
      type: error.name,
      status: error.statusCode ?? error.response?.status ?? null,
      text: String(error.message),
    };
  }
};

const prompts = open();
const name = `team/greeting js ${major}`;
const created = await prompts.create({
  name,
  type: 'text',
  prompt: 'Hello {{name}}, {{ mood }}?',
  labels: ['production'],
  tags: ['sdk'],
  config: { temperature: 0.5 },
  commitMessage: 'first',
});
tell('created', facts(created));

const read = await prompts.get(name);
tell('read', { ...facts(read), compiled: read.compile({ name: 'Ada', mood: '{{name}}' }) });

tell('second', facts(await prompts.create({ name, type: 'text', prompt: 'Hi {{name}}', labels: ['staging'] })));
const versionOf = async (options) => (await prompts.get(name, options)).version;
tell('chosen', {
  staging: await versionOf({ label: 'staging' }),
  latest: await versionOf({ label: 'latest' }),
  first: await versionOf({ version: 1 }),
});

const updated = await prompts.update({ name, version: 2, newLabels: ['production'] });
tell('updated', { version: updated.version, labels: updated.labels });
tell('afterUpdate', facts(await prompts.get(name)));

const chat = [
  { role: 'system', content: 'Speak {{language}}.' },
  { role: 'user', content: '{{question}}' },
];
const messages = [chat[0], { type: 'placeholder', name: 'history' }, chat[1]];
const chatName = `chat js ${major}`;
await prompts.create({ name: chatName, type: 'chat', prompt: messages, labels: ['production'] });
const chatPrompt = await prompts.get(chatName, { type: 'chat' });
const compiled = chatPrompt.compile(
  { language: 'French', question: 'Why?' },
  { history: [{ role: 'assistant', content: 'Salut' }] },
);
tell('chat', { compiled: compiled.map(({ role, content }) => ({ role, content })) });

const { data, meta } = await prompts.list({ name });
tell('listed', { name: data[0].name, versions: data[0].versions, labels: data[0].labels, total: meta.totalItems });
if (prompts.delete) {
  await prompts.create({ name: `doomed js ${major}`, type: 'text', prompt: 'x', labels: ['production'] });
  await prompts.delete(`doomed js ${major}`);
}
tell('ready');
await wait();

const missing = `nothing js ${major}`;
tell('missing', { failure: await failure(() => prompts.get(missing, { maxRetries: 0 })) });
const fallback = await prompts.get(missing, { fallback: 'Good day {{name}}', maxRetries: 0 });
tell('fallback', { ...facts(fallback), compiled: fallback.compile({ name: 'Ada' }) });

await prompts.get(name, { cacheTtlSeconds: 3600 });
tell('stop the server');
await wait();
tell('cached', facts(await prompts.get(name)));
const options = { label: 'other', maxRetries: 0, fetchTimeoutMs: 2_000 };
const offline = await prompts.get(chatName, { ...options, type: 'chat', fallback: chat });
const offlineMessages = offline.compile({ language: 'French', question: 'Why?' });
tell('offline', {
  isFallback: offline.isFallback,
  compiled: offlineMessages.map(({ role, content }) => ({ role, content })),
});
tell('offline failure', { failure: (await failure(() => prompts.get(name, options))) !== null });
tell('start the server');
await wait();
tell('fresh', facts(await prompts.get(name, { cacheTtlSeconds: 0 })));
await prompts.end();
input.close();
process.stdin.unref?.();

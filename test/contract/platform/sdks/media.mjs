// Traces a generation that is shown an image, through the SDK in SDK_HOME, and reads it back; a line of JSON for each thing done.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

const require = createRequire(join(process.env.SDK_HOME, 'package.json'));
const major = Number(process.argv[2]);
const stdin = createInterface(process.stdin);

const tell = (step, facts) => console.log(JSON.stringify({ step, ...facts }));
const shown = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: process.env.IMAGE_URI } }] }];

const run = async (traceId, read, resolve) => {
  tell('sent', { traceId });
  await once(stdin, 'line');
  const { observations } = await read(traceId);
  const { input } = observations.find(({ name }) => name === 'look');
  tell('resolved', { input: await resolve({ obj: input, resolveWith: 'base64DataUri' }) });
};

if (major === 3) {
  const { Langfuse } = require('langfuse');
  const client = new Langfuse();
  // It loads what it hashes with in the background, and cannot name media before.
  await setTimeout(50);
  const trace = client.trace({ name: 'run' });
  trace.generation({ name: 'look', model: 'gpt-4o', input: shown }).end({ output: 'a dot' });
  await client.flushAsync();
  await run(
    trace.id,
    async (id) => (await client.fetchTrace(id)).data,
    (what) => client.resolveMediaReferences(what),
  );
  await client.shutdownAsync();
} else {
  const { LangfuseClient } = require('@langfuse/client');
  const { startObservation } = require('@langfuse/tracing');
  const { LangfuseSpanProcessor } = require('@langfuse/otel');
  const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
  const processor = new LangfuseSpanProcessor();
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  const client = new LangfuseClient();
  const look = startObservation('look', { model: 'gpt-4o', input: shown }, { asType: 'generation' });
  look.update({ output: 'a dot' }).end();
  await processor.forceFlush();
  await run(
    look.traceId,
    (id) => client.api.trace.get(id),
    (what) => client.media.resolveReferences(what),
  );
  await client.shutdown();
  await provider.shutdown();
}
stdin.close();

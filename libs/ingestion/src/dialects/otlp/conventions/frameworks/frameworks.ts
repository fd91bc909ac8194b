import { toText, type SpanReader } from '../span-reader';
import { topicOf } from '../topics';
import { autoGen } from './autogen';
import { crewAi } from './crew-ai';
import type { Framework } from './framework';
import { googleAdk } from './google-adk';
import { langGraph } from './lang-graph';
import { liveKit } from './live-kit';
import { logfire } from './logfire';

/** In the contract's order (otel.md B3): the first that knows a span is its framework. A new one is a file beside this, and a row. */
export const frameworks: readonly Framework[] = [
  autoGen,
  googleAdk,
  crewAi,
  langGraph,
  { name: 'LangChain', prefixes: ['langchain.', 'langsmith.'] },
  { name: 'LlamaIndex', prefixes: ['llama_index.'] },
  { name: 'OpenInference', prefixes: ['openinference.'] },
  { name: 'SemanticKernel', prefixes: ['semantic_kernel.'] },
  { name: 'AzureOpenAI', prefixes: ['azure.openai.'], providers: ['azure_openai', 'azure.ai.openai', 'az.ai.openai'] },
  { name: 'AzureAIFoundry', prefixes: ['az.ai.'] },
  { name: 'VertexAI', isNamed: (name) => name.startsWith('vertexai.') },
  {
    name: 'VercelAISDK',
    prefixes: ['ai.operationId', 'ai.telemetry.', 'ai.prompt.', 'ai.settings.'],
    // Since version 7 its spans speak the semantic conventions, and some of them nothing else.
    scopes: ['gen_ai'],
  },
  logfire,
  { name: 'MLflow', prefixes: ['mlflow.'] },
  {
    name: 'TraceLoop',
    prefixes: ['traceloop.'],
    isSaid: ({ span }) => sdkOf(span.resource.attributes) === 'openllmetry',
  },
  liveKit,
  { name: 'OpenAIAgents', prefixes: ['openai.agents.'], services: ['openai-agents', 'openai.agents'] },
  { name: 'AgentFramework', providers: ['microsoft.agent_framework'] },
  { name: 'AWSBedrock', prefixes: ['aws.bedrock.'] },
  {
    name: 'StrandsAgents',
    providers: ['strands-agents'],
    services: ['strands-agents'],
    scopes: ['strands.telemetry.tracer'],
    isNamed: (name) => name.toLowerCase().includes('strands'),
  },
];

const sdkOf = (resource: SpanReader['span']['resource']['attributes']): string | undefined =>
  toText(resource['telemetry.sdk.name'])?.toLowerCase();

/** A prefix's framework, by rank; the longest prefix of a name counts. */
const rankOfPrefix = new Map(frameworks.flatMap(({ prefixes = [] }, rank) => prefixes.map((prefix) => [prefix, rank])));
const anyPrefix = new RegExp(
  `^(?:${[...rankOfPrefix.keys()]
    .sort((a, b) => b.length - a.length)
    .map((prefix) => (/[._]$/.test(prefix) ? prefix : `${prefix}$`).replaceAll('.', '\\.'))
    .join('|')})`,
);

const prefixTopic = topicOf(anyPrefix);

/** Undefined: no framework knows the span. */
export const detectFramework = (reader: SpanReader, provider: string | null): Framework | undefined => {
  const lowest = reader.isOn(prefixTopic) ? lowestPrefixRank(reader) : Infinity;
  const service = toText(reader.span.resource.attributes['service.name'])?.toLowerCase();
  const facts = { reader, provider: provider?.toLowerCase() ?? '', service: service ?? '' };
  return frameworks.find((framework, rank) => rank === lowest || isMarked(framework, facts));
};

const lowestPrefixRank = (reader: SpanReader): number => {
  let lowest = Infinity;
  for (const name of reader.names()) {
    const prefix = anyPrefix.exec(name)?.[0];
    if (prefix !== undefined) lowest = Math.min(lowest, rankOfPrefix.get(prefix) ?? Infinity);
  }
  return lowest;
};

interface Facts {
  readonly reader: SpanReader;
  readonly provider: string;
  readonly service: string;
}

const isMarked = (
  { providers, services, scopes, isNamed, isSaid }: Framework,
  { reader, provider, service }: Facts,
): boolean =>
  providers?.includes(provider) ||
  services?.includes(service) ||
  scopes?.includes(reader.span.scope.name) ||
  isNamed?.(reader.span.name) ||
  isSaid?.(reader) ||
  false;

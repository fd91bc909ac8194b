import type { OtlpSpan } from '../otlp.types';
import { decideCost } from '../prices/decide-cost';
import { defaultPrices, type PriceList } from '../prices/price-list';
import { readAgent } from './fields/agent';
import { readError } from './fields/error';
import { readFinishReasons } from './fields/finish';
import { readFirstTokenMs } from './fields/first-token';
import { environmentSources, releaseSources, sessionSources, userSources, versionSources } from './fields/identity';
import { readMetadata } from './fields/metadata';
import { requestModelSources, responseModelSources } from './fields/model';
import { readName, readPrompt } from './fields/prompt';
import { readObservation, readStatus } from './fields/observation';
import { providerSources } from './fields/provider';
import { readRetrieval } from './fields/retrieval';
import { readTags } from './fields/tags';
import { readTool } from './fields/tool';
import { detectFramework } from './frameworks/frameworks';
import { categoryOf, classifySpan } from './kinds/classify';
import { readEventKind } from './kinds/event-type';
import type { NormalSpan } from './normal-span';
import { firstText } from './source';
import { SpanReader } from './span-reader';
import { readReportedCost } from './usage/read-cost';
import { readUsage } from './usage/read-usage';

/** Of the rules; stored with what they derive, so that it can be derived anew. Raise it with every change of a result. */
export const conventionsVersion = 5;

const listed = [defaultPrices];

/**
 * Reads a span of any convention into one vocabulary (otel.md B1–B4). Pure, and never throws: what is of the wrong type says nothing.
 * `prices` are asked in their order, a workspace's own before the product's.
 */
export const normalizeSpan = (span: OtlpSpan, prices: readonly PriceList[] = listed): NormalSpan => {
  const reader = new SpanReader(span);
  const provider = firstText(reader, providerSources);
  const requestModel = firstText(reader, requestModelSources);
  const responseModel = firstText(reader, responseModelSources);
  const framework = detectFramework(reader, provider);
  const model = responseModel ?? requestModel;
  const kind = classifySpan(reader, { framework, model });
  const isTool = kind.type === 'tool';
  const tool = readTool(reader, isTool);
  const usage = readUsage(reader, kind.type);
  return {
    observationType: kind.type,
    category: categoryOf(kind),
    framework: framework?.name ?? 'Unknown',
    ...readEventKind(reader, kind, { toolName: tool.toolName, model }),
    name: readName(reader),
    ...readContext(reader),
    provider,
    requestModel,
    responseModel,
    usage,
    cost: decideCost(
      { usage, reported: readReportedCost(reader), provider, models: [responseModel, requestModel] },
      prices,
    ),
    agent: readAgent(reader, kind.type),
    ...tool,
    status: readStatus(reader),
    error: readError(reader, tool, isTool),
    finishReasons: readFinishReasons(reader),
    firstTokenMs: readFirstTokenMs(reader),
    prompt: readPrompt(reader),
    observation: readObservation(reader),
    ...readRetrieval(reader, kind.type === 'retriever'),
  };
};

/** What a span says of its trace. */
const readContext = (
  reader: SpanReader,
): Pick<
  NormalSpan,
  'sessionId' | 'userId' | 'environment' | 'release' | 'version' | 'tags' | 'metadata' | 'sharedMetadata'
> => ({
  sessionId: firstText(reader, sessionSources),
  userId: firstText(reader, userSources),
  environment: firstText(reader, environmentSources),
  release: firstText(reader, releaseSources),
  version: firstText(reader, versionSources),
  tags: readTags(reader),
  ...readMetadata(reader),
});

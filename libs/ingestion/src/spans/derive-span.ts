import { type JsonText, toColumnText } from '@debrief/kernel';
import type { NormalSpan, TokenUsage } from '../dialects/otlp/conventions/normal-span';
import { previewsOf } from '../dialects/otlp/messages/previews-of';
import { readSpanMessages } from '../dialects/otlp/messages/read-span-messages';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';
import type { NewSpan } from './new-span';
import { toSpanPayload } from './span-payload';

/** What rules make of a span; its media, scores and `raw` are the sender's. */
export type DerivedSpan = Omit<NewSpan, 'contentHash' | 'media' | 'scores' | 'raw'>;

/** Flattens a masked span by what the conventions say of it. */
export const deriveSpan = (
  span: OtlpSpan,
  normal: NormalSpan,
  { projectId, isFolded }: { readonly projectId: string; readonly isFolded: boolean },
): DerivedSpan => {
  const previews = previewsOf(readSpanMessages(span, normal), normal);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    isRoot: span.parentSpanId === null || normal.observation.isAppRoot,
    isFolded,
    sentName: span.name,
    startUnixNano: span.startUnixNano,
    startMicros: Number(span.startUnixNano / 1_000n),
    endMicros: span.endUnixNano === null ? null : Number(span.endUnixNano / 1_000n),
    durationMs: span.endUnixNano === null ? null : Number(span.endUnixNano - span.startUnixNano) / 1e6,
    kind: span.kind,
    status: normal.status,
    type: normal.eventType,
    name: toColumnText(normal.name),
    level: levelOf(normal),
    observationType: normal.observationType,
    category: normal.category,
    framework: normal.framework,
    provider: columnText(normal.provider),
    requestModel: columnText(normal.requestModel),
    responseModel: columnText(normal.responseModel),
    finishReasons: normal.finishReasons.map(toColumnText),
    agent: columnText(normal.agent),
    sessionId: idText(normal.sessionId),
    userId: idText(normal.userId),
    environment: idText(normal.environment),
    release: columnText(normal.release),
    version: columnText(normal.version),
    ...toObservationColumns(span, normal),
    tags: normal.tags.map(toColumnText),
    ...toMetadataTexts(normal),
    usage: normal.usage && boundCounts(normal.usage),
    cost: normal.cost,
    inputPreview: columnText(previews.input),
    outputPreview: columnText(previews.output),
    eventCount: span.events.length + span.droppedEventsCount,
    linkCount: span.links.length + span.droppedLinksCount,
    payload: Buffer.from(toSpanPayload({ projectId, traceId: span.traceId, spanId: span.spanId }, normal, previews)),
  };
};

const levelOf = ({ status, observationType, error, observation }: NormalSpan): NewSpan['level'] => {
  if (status === 'ERROR' || (observationType === 'tool' && error !== null)) return 'error';
  if (observation.level === 'DEBUG') return 'debug';
  return observation.level === 'WARNING' ? 'warning' : 'default';
};

/** A later moment is a mistake, and might be none that a column holds. */
const maxFirstTokenMs = 1e12;

/** What Platform clients ask of a span that trace explorers do not. */
const toObservationColumns = (
  { startUnixNano }: OtlpSpan,
  { observation, prompt, firstTokenMs }: NormalSpan,
): Pick<NewSpan, 'statusMessage' | 'promptName' | 'promptVersion' | 'firstTokenMicros' | 'isMoment' | 'isAppRoot'> => ({
  statusMessage: columnText(observation.statusMessage),
  promptName: columnText(prompt?.name ?? null),
  promptVersion: /^\d{1,9}$/.test(prompt?.version ?? '') ? Number(prompt?.version) : null,
  firstTokenMicros:
    firstTokenMs === null || firstTokenMs > maxFirstTokenMs
      ? null
      : Number(startUnixNano / 1_000n) + Math.round(firstTokenMs * 1_000),
  isMoment: observation.isMoment,
  isAppRoot: observation.isAppRoot,
});

/** README rule 9. A longer one would not fit into the index of sessions. */
const maxIdLength = 256;

const idText = (id: string | null): string | null => (id === null ? null : toColumnText(id.slice(0, maxIdLength)));
/** No span used more. Sums over a trace stay within what a column holds. */
const maxTokens = 1e12;

const boundCounts = (usage: TokenUsage): TokenUsage => {
  const bound = (tokens: number): number => Math.min(tokens, maxTokens);
  return {
    input: bound(usage.input),
    output: bound(usage.output),
    total: bound(usage.total),
    cacheRead: bound(usage.cacheRead),
    cacheWrite: bound(usage.cacheWrite),
    reasoning: bound(usage.reasoning),
  };
};

const columnText = (text: string | null): string | null => (text === null ? null : toColumnText(text));

const toMetadataTexts = ({
  metadata: all,
  sharedMetadata: shared,
}: NormalSpan): Pick<NewSpan, 'metadata' | 'sharedMetadata'> => {
  const metadata = textsOf(all);
  return { metadata, sharedMetadata: shared === all ? metadata : textsOf(shared) };
};

const textsOf = (metadata: NormalSpan['metadata']): Map<string, JsonText> | null =>
  metadata && new Map(Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)]));

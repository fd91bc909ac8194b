import { invalid } from '@debrief/kernel';
import type { Generation, GenerationFilter } from '@debrief/sessions';
import { Instant, Text, Whole } from '../../http/fields';
import { toIso } from './event-response';
import { PageQuery } from './page.dto';

/** Query of GET …/generations. */
export class ListGenerationsQuery extends PageQuery {
  @Text({ max: 256 }) sessionId?: string;
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 256 }) model?: string;
  @Text({ max: 256 }) provider?: string;
  @Text({ max: 256 }) agentName?: string;
  @Text({ max: 256, description: 'ok, error or pending' }) status?: string;
  @Instant({ description: "Of the call's start: at or after" }) from?: string;
  @Instant({ description: "Of the call's start: before" }) to?: string;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER }) minLatencyMs?: number;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER }) minTokens?: number;
  @Text({ max: 256 }) promptName?: string;
  @Text({ max: 256, description: '`content`: adds `input` and `output`' }) include?: string;
}

/** @throws DomainError INVALID */
export const toGenerationFilter = (query: ListGenerationsQuery): GenerationFilter => {
  const { sessionId, traceId, model, provider, agentName, status, minLatencyMs, minTokens, promptName } = query;
  const [from, to] = [toDate(query.from), toDate(query.to)];
  if (from && to && from > to) throw invalid('from', 'must not be after to');
  return { sessionId, traceId, model, provider, agentName, status, from, to, minLatencyMs, minTokens, promptName };
};

const toDate = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** Whether a comma list of additions names `content`. @throws DomainError INVALID for any other word */
export const includesContent = ({ include }: ListGenerationsQuery): boolean => {
  const words = include?.split(',').map((word) => word.trim()) ?? [];
  if (words.some((word) => word !== 'content')) throw invalid('include', 'must be content');
  return words.length > 0;
};

const noPrompt = { ref: null, messagesRef: null, name: null, version: null };
const noUsage = {
  inputTokens: null,
  outputTokens: null,
  cachedInputTokens: null,
  reasoningTokens: null,
  totalTokens: null,
};

/** A model call as the surface gives it (sessions.md §9). A wrapper's tokens are those of the call inside of it. */
export const toGenerationResponse = ({ event }: Generation, withContent: boolean) => {
  const { data, isWrapper } = event;
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens, totalTokens } = isWrapper ? noUsage : data;
  return {
    id: event.id,
    sessionId: event.sessionId,
    traceId: event.traceId,
    spanId: event.spanId,
    agentName: event.agentName,
    model: data.model,
    provider: data.provider,
    startedAt: toIso(event.startedAt),
    latencyMs: data.latencyMs,
    timeToFirstTokenMs: data.timeToFirstTokenMs,
    usage: { inputTokens, outputTokens, cachedInputTokens, reasoningTokens, totalTokens },
    costUsd: isWrapper ? null : data.costUsd,
    status: event.status,
    finishReason: data.finishReason,
    prompt: { ...(data.prompt ?? noPrompt), parameters: data.parameters },
    ...(isWrapper && { wrapper: true }),
    ...(withContent && { input: data.input, output: data.output }),
  };
};

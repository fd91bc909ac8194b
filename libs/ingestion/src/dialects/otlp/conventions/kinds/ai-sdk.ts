import { reading } from '../source';
import { kinds, type KindRule } from './kind';

/**
 * Vercel's AI SDK names its operations `ai.<function>[.<step>]`; a function id may follow. The outer `ai.generateText` is told by its
 * model further down: a generation, and a wrapper where its step was recorded.
 */
export const aiSdkKind: KindRule = reading(['ai.operationId', 'operation.name'], (reader) => {
  const operation = (reader.text('ai.operationId') ?? reader.text('operation.name'))?.split(' ', 1)[0];
  if (operation === undefined || !operation.startsWith('ai.')) return undefined;
  if (operation === 'ai.toolCall') return kinds.tool;
  const step = operation.slice(operation.lastIndexOf('.') + 1);
  if (step === 'doGenerate' || step === 'doStream') return kinds.generation;
  return step === 'doEmbed' ? kinds.embedding : undefined;
});

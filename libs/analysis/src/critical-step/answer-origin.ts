import type { AgentStep } from './agent-step';
import { tokensOf } from './tokens';

/** Where the final answer comes from: often the step that went wrong, long before the step that says it last. */
export interface AnswerOrigin {
  /** The step that says it last; -1 where no step says anything. */
  readonly finalIndex: number;
  /** The first step that says it of itself; -1 where there is none. */
  readonly saidIndex: number;
}

const sayingLength = 20;
const tokenLimit = 6;
const marker = /final answer[^a-z0-9]{0,6}([^\n]{1,80})/i;
const bold = /\*\*([^*\n]{1,60})\*\*/g;
const quoted = /["“']([^"“”'\n]{2,60})["”']/g;
const numeral = /\d[\d,.]{0,20}\d|\b\d\b/g;

/**
 * Looks the words of the answer up in the steps. They are what the final statement marks as the answer, else its bold text, its
 * quoted text or its numbers, without what the goal or the first step holds. The origin is the first step with half of them.
 */
export const findAnswerOrigin = (steps: readonly AgentStep[], goal: string): AnswerOrigin => {
  const finalIndex = steps.findLastIndex(({ kind, text }) => kind !== 'user' && text.length >= sayingLength);
  const known = new Set([...tokensOf(goal), ...tokensOf(steps[0]?.text ?? '')]);
  const answer = answerTokens(steps[finalIndex]?.text ?? '')
    .filter((token) => !known.has(token))
    .slice(0, tokenLimit);
  if (answer.length === 0) return { finalIndex, saidIndex: -1 };
  const holdsHalf = ({ index, text }: AgentStep): boolean => {
    if (index === 0) return false;
    const lower = text.toLowerCase();
    const isEnough = (held: readonly string[]): boolean => held.length * 2 >= answer.length;
    // Most steps hold none of it: only the others are cut into words.
    if (!isEnough(answer.filter((token) => lower.includes(token)))) return false;
    const tokens = new Set(tokensOf(lower));
    return isEnough(answer.filter((token) => tokens.has(token)));
  };
  return { finalIndex, saidIndex: steps.findIndex(holdsHalf) };
};

const answerTokens = (text: string): string[] => {
  const marked = marker.exec(text)?.[1];
  const parts = marked === undefined ? firstFound(text, [bold, quoted, numeral]) : [marked];
  return [...new Set(parts.flatMap((part) => tokensOf(part)))];
};

const firstFound = (text: string, patterns: readonly RegExp[]): string[] => {
  for (const pattern of patterns) {
    const found = [...text.matchAll(pattern)].map(([whole, inner]) => inner ?? whole);
    if (found.length > 0) return found;
  }
  return [];
};

import { kinds, type Kind, type KindRule } from './kind';

/** Words that begin so. In this order, of all words of a name. */
const stems: readonly (readonly [stem: string, kind: Kind])[] = [
  ['embed', kinds.embedding],
  ['agent', kinds.agent],
  ['tool', kinds.tool],
  ['retriev', kinds.retriever],
  ['guardrail', kinds.guardrail],
  ['eval', kinds.evaluator],
  ['llm', kinds.generation],
  ['chat', kinds.generation],
];
/** Enough of a name; the rest is no name. */
const looked = 256;

/** In lower case: `chat`, `open`, `ai` of `ChatOpenAI`. */
export const nameWords = (name: string): string[] =>
  name
    .slice(0, looked)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** By a word of the span's name: `my-agent`, `RetrieverTool`; not `useragent`. */
export const nameWordKind: KindRule = ({ span }) => {
  const words = nameWords(span.name);
  for (const [stem, kind] of stems) if (words.some((word) => word.startsWith(stem))) return kind;
  return undefined;
};

import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { JudgeConfig } from '../definition/judge-config';
import { measure, type Outcome, truth } from '../rules/outcome';
import { scoreForm } from './write-question';

export type JudgeReply =
  | { readonly kind: 'scored'; readonly outcome: Outcome }
  /** What is wrong with it, for the model to mend. */
  | { readonly kind: 'wrong'; readonly problem: string };

const fence = /^```(?:json)?\s*\n([\s\S]*?)\n?\s*```$/;
export const maxReasoning = 10_000;

/** Reads what a judge answered: JSON, fenced or bare, with a score of the declared type and range. Nothing is guessed. */
export const readReply = (text: string, judge: JudgeConfig): JudgeReply => {
  const trimmed = text.trim();
  const reply = parse(fence.exec(trimmed)?.[1] ?? trimmed);
  if (!isJsonObject(reply)) return wrong('it is not one JSON object');
  const finding = findingOf(reply['score'] ?? null, judge);
  if (!finding) return wrong(`"score" must be ${scoreForm(judge)}`);
  const reasoning = reply['reasoning'];
  const said = typeof reasoning === 'string' && reasoning !== '' ? reasoning.slice(0, maxReasoning) : null;
  return { kind: 'scored', outcome: { ...finding, reasoning: said } };
};

const wrong = (problem: string): JudgeReply => ({ kind: 'wrong', problem });

const parse = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
};

const findingOf = (score: JsonValue, { dataType, scale, categories }: JudgeConfig): Outcome | undefined => {
  switch (dataType) {
    case 'BOOLEAN':
      return typeof score === 'boolean' ? truth(score) : undefined;
    case 'NUMERIC':
      return typeof score === 'number' && score >= scale.min && score <= scale.max ? measure(score) : undefined;
    case 'CATEGORICAL': {
      const category = categories.find((one) => one === score);
      return category === undefined
        ? undefined
        : { dataType, value: null, stringValue: category, reasoning: null, metadata: {} };
    }
  }
};

/** Evaluators that call nothing: same input, same score. */
export const ruleTypes = [
  'exact_match',
  'contains',
  'regex',
  'json_schema',
  'levenshtein',
  'numeric_tolerance',
  'detector',
] as const;
export type RuleType = (typeof ruleTypes)[number];

export const evaluatorTypes = [...ruleTypes, 'llm_judge'] as const;
export type EvaluatorType = (typeof evaluatorTypes)[number];

const aliases: Readonly<Record<string, EvaluatorType>> = {
  similarity: 'levenshtein',
  llm_as_judge: 'llm_judge',
  llm: 'llm_judge',
};
/** They say which rule they are in `config.kind`. */
const byKind = ['rule', 'rule_based', 'custom'];

export type ReadType =
  | { readonly kind: 'known'; readonly type: EvaluatorType }
  /** `field`: which of the two is wrong. */
  | { readonly kind: 'unknown'; readonly field: 'type' | 'config.kind'; readonly problem: string };

/** The type that a client means, whatever the case of its word (platform.md B4). @param configKind `config.kind` */
export const readType = (word: string, configKind: unknown): ReadType => {
  const name = word.trim().toLowerCase();
  if (name === 'human') return unknown('type', 'HUMAN is not supported: there are no annotation queues yet');
  if (byKind.includes(name)) {
    const kind = typeof configKind === 'string' ? typeOf(configKind) : undefined;
    if (kind === undefined || kind === 'llm_judge')
      return unknown('config.kind', `must be one of ${ruleTypes.join(', ')}`);
    return { kind: 'known', type: kind };
  }
  const type = typeOf(name);
  return type ? { kind: 'known', type } : unknown('type', `must be one of ${evaluatorTypes.join(', ')}`);
};

/** The type that a word means in itself; undefined: none. */
export const typeOf = (word: string): EvaluatorType | undefined => {
  const name = word.trim().toLowerCase();
  if (Object.hasOwn(aliases, name)) return aliases[name];
  return evaluatorTypes.find((type) => type === name);
};

const unknown = (field: 'type' | 'config.kind', problem: string): ReadType => ({ kind: 'unknown', field, problem });

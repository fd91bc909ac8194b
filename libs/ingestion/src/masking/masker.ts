import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import { createKeyJudge, type KeyVerdict } from './key-rules';
import { checkMaskerRules, redacted, type MaskerRules } from './masker-rules';
import { createTextMasker } from './text-masker';
import { MaskTally, type MaskCounts } from './mask-tally';
import { valuePatterns } from './value-patterns';

/** `counts` is null when nothing was masked: then `value` is what was passed in, untouched. */
export interface Masked<T> {
  readonly value: T;
  readonly counts: MaskCounts | null;
}

export interface Masker {
  /**
   * Masks a parsed value **in place** (the caller owns it) and returns it. Strings under a sensitive key become `[REDACTED]` as a
   * whole, in others only the secret part does; numbers, booleans, null and the keys themselves stay. The caller bounds the depth.
   */
  maskValue<T extends JsonValue>(value: T): Masked<T>;
  /** Masks the secret parts of a text that stands under no key. */
  maskText(text: string): Masked<string>;
  /** Whether `maskValue` hides every string under this key. */
  hides(key: string): boolean;
}

/** Builds the masker of a workspace or project (native surface, section 13). Throws INVALID for rules out of bounds. */
export function createMasker(rules: MaskerRules = {}): Masker {
  checkMaskerRules(rules);
  const judge = createKeyJudge(rules.keys ?? []);
  const maskText = createTextMasker(valuePatterns(rules.patterns ?? [], rules.maskEmails ?? false));

  function mask(value: JsonValue, verdict: KeyVerdict, tally: MaskTally): JsonValue {
    if (typeof value === 'string') return maskString(value, verdict, tally);
    if (typeof value !== 'object' || value === null || isRawJson(value)) return value;
    if (Array.isArray(value)) maskItems(value, verdict, tally);
    else maskFields(value, verdict, tally);
    return value;
  }

  function maskString(text: string, verdict: KeyVerdict, tally: MaskTally): string {
    if (verdict === 'exempt' || text === redacted) return text;
    if (verdict === 'plain') return maskText(text, tally);
    tally.add(verdict.rule);
    return redacted;
  }

  /** An array under an exempt key holds no id: its strings are looked at. */
  function maskItems(items: JsonValue[], verdict: KeyVerdict, tally: MaskTally): void {
    const inner = verdict === 'exempt' ? 'plain' : verdict;
    for (let index = 0; index < items.length; index += 1) {
      const before = items[index] as JsonValue;
      const after = mask(before, inner, tally);
      if (after !== before) items[index] = after;
    }
  }

  /** Below a sensitive key its rule holds for every string. Own keys only, so an assignment reaches no setter, not even for `__proto__`. */
  function maskFields(fields: JsonObject, verdict: KeyVerdict, tally: MaskTally): void {
    for (const key of Object.keys(fields)) {
      const before = fields[key] as JsonValue;
      if (before === null || typeof before === 'number' || typeof before === 'boolean') continue;
      const after = mask(before, typeof verdict === 'object' ? verdict : judge(key), tally);
      if (after !== before) fields[key] = after;
    }
  }

  return {
    maskValue<T extends JsonValue>(value: T): Masked<T> {
      const tally = new MaskTally();
      return { value: mask(value, 'plain', tally) as T, counts: tally.counts };
    },
    maskText(text) {
      const tally = new MaskTally();
      return { value: maskText(text, tally), counts: tally.counts };
    },
    hides: (key) => typeof judge(key) === 'object',
  };
}

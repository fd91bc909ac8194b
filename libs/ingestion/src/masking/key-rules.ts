/** Key names whose values are secret (native surface, section 13). */
const defaultKeys = [
  'password',
  'passwd',
  'secret',
  'token',
  'apikey',
  'api_key',
  'authorization',
  'cookie',
  'credential',
  'private_key',
  'ssn',
  'credit_card',
  'card_number',
  'cvv',
] as const;

/** `plain`: look at the value. `exempt`: leave a string as it is. A rule: mask every string under the key. */
export type KeyVerdict = 'plain' | 'exempt' | { readonly rule: string };

/** Keys repeat from event to event, but clients choose them: the memo is bounded in number and in key length. */
const maxRemembered = 10_000;
const maxRememberedLength = 64;

/**
 * Judges keys by whole words, split at case changes and at anything but letters and digits; the words of a rule must follow
 * each other. So `api_key` is found in `apiKey` and `x-api-key`, and `token` not in `input_tokens`. Ids (`id`, `*_id`) and
 * `storage_path` are exempt before any rule.
 */
export function createKeyJudge(extraKeys: readonly string[]): (key: string) => KeyVerdict {
  const rules = [...defaultKeys, ...extraKeys].map((key) => ({ words: wordsOf(key), verdict: { rule: `key:${key}` } }));
  const remembered = new Map<string, KeyVerdict>();

  const judge = (key: string): KeyVerdict => {
    const words = wordsOf(key);
    if (words.endsWith(' id ') || words === ' storage path ') return 'exempt';
    return rules.find((rule) => words.includes(rule.words))?.verdict ?? 'plain';
  };

  return (key) => {
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const verdict = judge(key);
    if (remembered.size >= maxRemembered) remembered.clear();
    if (key.length <= maxRememberedLength) remembered.set(key, verdict);
    return verdict;
  };
}

/** ` api key ` for `apiKey`, `API_KEY` and `APIKey`: lower-case words, each between spaces. */
const wordsOf = (key: string): string =>
  ` ${key
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})|([\p{Ll}\p{N}])(?=\p{Lu})/gu, '$& ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase()} `;

// Every pattern here is of bounded length, or a single run: none can go back and forth over what a run holds.
const edge = /^[([{<"'`,;]+/;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * A word of an error text with what differs from run to run replaced: `<addr>` for e-mail, IP and URL addresses, `<path>`, and `<n>` for
 * numbers with their units, uuids, hex and codes that mix letters and digits: of a short id nobody can tell which it is.
 */
export const normaliseWord = (word: string): string => {
  const lower = word.toLowerCase();
  const start = edge.exec(lower)?.[0].length ?? 0;
  const end = findEnd(lower, start);
  const core = lower.slice(start, end);
  return lower.slice(0, start) + normaliseCore(core) + lower.slice(end);
};

/** Where the punctuation begins that closes a word. */
const findEnd = (word: string, start: number): number => {
  let end = word.length;
  while (end > start && ')]}>"\'`,;:.!?'.includes(word[end - 1] as string)) end -= 1;
  return end;
};

const normaliseCore = (core: string): string => {
  if (core === '') return '';
  if (isAddress(core)) return '<addr>';
  if (isPath(core)) return '<path>';
  return joinParts(core.replace(uuid, '<n>'));
};

const isAddress = (core: string): boolean => {
  if (core.includes('://') || core.startsWith('www.')) return true;
  const at = core.indexOf('@');
  if (at > 0 && /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,10}\.[a-z]{2,24}$/.test(core.slice(at + 1))) return true;
  if (/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(:\d{1,5})?(\/\d{1,2})?$/.test(core)) return true;
  if (/^(localhost|[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}):\d{2,5}$/.test(core)) return true;
  return isIpv6(core);
};

const isIpv6 = (core: string): boolean => {
  const groups = core.replace(/^\[|\].{0,6}$/g, '').split(':');
  return (
    groups.length >= 3 &&
    groups.length <= 9 &&
    core.includes(':') &&
    groups.every((group) => /^[0-9a-f]{0,4}$/.test(group)) &&
    (core.includes('::') || groups.length === 8)
  );
};

/** One slash between plain words (`and/or`, `text/html`, `i/o`) is no path. */
const isPath = (core: string): boolean => {
  if (/^(\/|~\/|\.{1,2}\/|[a-z]:[\\/]|\\\\)/.test(core)) return core.length > 1;
  const slashes = core.split(/[\\/]/).length - 1;
  if (slashes === 0) return false;
  return slashes >= 2 || /\.[a-z][a-z0-9]{0,4}$/.test(core) || /[\\/]$/.test(core);
};

/** Letters and digits in runs, what stands between them kept: `order-8f3kz92` → `order-<n>`. */
const joinParts = (core: string): string => {
  const kept: string[] = [];
  for (const part of (core.match(/<n>|[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? []).map(normalisePart)) {
    // `1,234.56`, `10:00`, `2026-11-25`, `8f3k-zz12`: several parts, one number.
    const isContinued = part === '<n>' && kept.at(-2) === '<n>' && ',.:-_/+'.includes(kept.at(-1) ?? ' ');
    if (isContinued) kept.pop();
    else kept.push(part);
  }
  const isSigned = kept[1] === '<n>' && (kept[0] === '-' || kept[0] === '+');
  return (isSigned ? kept.slice(1) : kept).join('');
};

const normalisePart = (part: string): string => {
  if (part === '<n>' || !/\p{N}/u.test(part)) return part;
  if (!/\p{L}/u.test(part)) return '<n>';
  const name = /^(\p{L}{3,})\p{N}+$/u.exec(part)?.[1];
  // `user42` is a name with a number; `abc123` could be either, and as hex it is an id.
  if (name !== undefined && !(part.length >= 6 && /^[0-9a-f]+$/.test(part))) return `${name}<n>`;
  return '<n>';
};

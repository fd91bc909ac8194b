import { isRawJson, type JsonValue } from '@debrief/kernel';

export const maxJsonBytes = 1024 * 1024;
export const maxJsonLevels = 64;

/** JSON writes a UTF-16 unit in six bytes at most (`\u0000`), and a number, literal or separator in fewer than 32. */
const bytesPerUnit = 6;
const bytesPerNode = 32;

export type JsonMeasure = 'ok' | 'too_deep' | 'too_large';

/**
 * Whether a value fits: at most 64 levels of objects and arrays (itself the first) and 1 MiB as UTF-8 JSON. One bounded walk
 * gives an upper bound of the size; only a value near the limit is really serialised. Safe at any depth.
 */
export function measureJson(value: JsonValue): JsonMeasure {
  const bound = upperBound(value, 1);
  if (bound < 0) return 'too_deep';
  if (bound <= maxJsonBytes) return 'ok';
  return Buffer.byteLength(JSON.stringify(value)) > maxJsonBytes ? 'too_large' : 'ok';
}

/** Bytes at most, or −1 when some branch is deeper than allowed. */
function upperBound(value: JsonValue, level: number): number {
  if (typeof value === 'string') return bytesPerNode + bytesPerUnit * value.length;
  if (typeof value !== 'object' || value === null) return bytesPerNode;
  if (isRawJson(value)) return bytesPerNode + value.rawJSON.length;
  if (level > maxJsonLevels) return -1;
  return Array.isArray(value) ? boundOfArray(value, level) : boundOfObject(value, level);
}

function boundOfArray(items: readonly JsonValue[], level: number): number {
  let total = bytesPerNode;
  for (const item of items) {
    const bound = upperBound(item, level + 1);
    if (bound < 0) return bound;
    total += bound;
  }
  return total;
}

function boundOfObject(fields: { readonly [key: string]: JsonValue }, level: number): number {
  let total = bytesPerNode;
  for (const key of Object.keys(fields)) {
    const bound = upperBound(fields[key] as JsonValue, level + 1);
    if (bound < 0) return bound;
    total += bound + bytesPerUnit * key.length;
  }
  return total;
}

import type { JsonObject, JsonText, JsonValue } from '@debrief/kernel';

const maxText = 4_000;

/** What a log entry keeps: its texts masked, then cut. */
export const toLogContent = (content: JsonObject, mask: (text: string) => string): JsonText =>
  JSON.stringify(content, (_key, value: JsonValue) => (typeof value === 'string' ? clip(mask(value)) : value));

const clip = (text: string): string =>
  text.length <= maxText ? text : `${text.slice(0, maxText).toWellFormed()}… (cut)`;

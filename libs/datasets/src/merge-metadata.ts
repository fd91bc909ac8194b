import { isJsonObject, type JsonValue } from '@debrief/kernel';

/** Merged by key where both are objects, and a null takes its key out; else the new one takes the place of the old. */
export const mergeMetadata = (before: JsonValue, after: JsonValue): JsonValue => {
  if (!isJsonObject(before) || !isJsonObject(after)) return after;
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(after, key));
  const set = Object.entries(after).filter(([, value]) => value !== null);
  return Object.fromEntries([...kept, ...set]);
};

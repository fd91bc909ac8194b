import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { EventFailure } from '../session-event';

type Maybe = JsonValue | undefined;

/** Payloads are not type-checked: a value of another type says nothing. */
export const textOf = (value: Maybe): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const numberOf = (value: Maybe): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const countOf = (value: Maybe): number | null => {
  const number = numberOf(value);
  return number !== null && number >= 0 ? number : null;
};
export const flagOf = (value: Maybe): boolean | null => (typeof value === 'boolean' ? value : null);
export const objectOf = (value: Maybe): JsonObject | null => (isJsonObject(value) ? value : null);

/** The first of some places that holds a field of one of the names, read as wanted. */
export const firstField = <T>(
  places: readonly Maybe[],
  names: readonly string[],
  read: (value: Maybe) => T | null,
): T | null => {
  for (const place of places) {
    if (!isJsonObject(place)) continue;
    for (const name of names) {
      const found = read(place[name]);
      if (found !== null) return found;
    }
  }
  return null;
};

/** Whatever is there, as it is. */
export const valueOf = (value: Maybe): JsonValue => value ?? null;

/** The fields that are not shown elsewhere. */
export const without = (object: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));

/** What a payload says went wrong; null where it says nothing. Clients write "no error" as null, false or an empty string. */
export const failureOf = (payload: JsonObject): EventFailure | null => {
  const { error } = payload;
  if (error === undefined || error === null || error === '' || error === false) return null;
  const type = textOf(payload['error_type']);
  if (!isJsonObject(error))
    return { type, message: textOf(error) ?? (error === true ? 'error' : JSON.stringify(error)) };
  return {
    type: type ?? firstField([error], ['type', 'name'], textOf),
    message: firstField([error], ['message'], textOf) ?? JSON.stringify(error),
  };
};

/** Whether what a tool gave back says itself that the tool failed. */
export const saysFailure = (result: Maybe): boolean =>
  isJsonObject(result) && (result['success'] === false || result['is_error'] === true || result['isError'] === true);

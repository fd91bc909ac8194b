/** Kernel: the words that every part speaks (scope, errors, ids, JSON). Owns no state and imports no other part. */
export { canonicalJson } from './canonical-json';
export { cloneJson } from './clone-json';
export { toColumnJson, toColumnText } from './column-text';
export {
  conflict,
  DomainError,
  type ErrorCode,
  errorCodes,
  type ErrorOptions,
  type ErrorReason,
  forbidden,
  invalid,
  notFound,
  unavailable,
} from './domain-error';
export { isUuid, newId, newTraceExternalId } from './ids';
export { isJsonObject, isRawJson, type JsonObject, type JsonText, type JsonValue, type RawJson } from './json';
export { parseJson } from './parse-json';
export { type Actor, type KeyScope, keyScopes, type Role, roleAtLeast, roles, type Scope } from './scope';

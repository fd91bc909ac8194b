import { type JsonValue, parseJson } from '@debrief/kernel';
import type { OtlpSpan } from '../otlp.types';
import { toJsonValue } from './span-reader';

/**
 * A value of `langfuse.{trace,observation}.metadata`, whole or below a key, as it was before it was made an attribute. Objects and lists
 * come as JSON text. So do texts and numbers from Langfuse's Python SDK since its fifth version; of others a text is what it says.
 */
export const toMetadataValue = (
  span: Pick<OtlpSpan, 'scope' | 'resource'>,
  value: JsonValue | undefined,
): JsonValue => {
  if (typeof value !== 'string') return toJsonValue(value);
  if (!media.test(value) && !(scalar.test(value) && writesJson(span))) return toJsonValue(value);
  try {
    return parseJson(value);
  } catch {
    return value;
  }
};

/** Where media lies. Python SDKs of all versions make JSON of what was no text, as media in metadata was. */
const media = /^"@@@langfuseMedia:[^"\\]+@@@"$/;

/** What JSON of a text, a number or a truth value begins with. */
const scalar = /^(?:"|-?\d|true$|false$)/;

const writesJson = ({ scope, resource }: Pick<OtlpSpan, 'scope' | 'resource'>): boolean =>
  scope.name === 'langfuse-sdk' &&
  resource.attributes['telemetry.sdk.language'] === 'python' &&
  Number.parseInt(scope.version, 10) >= 5;

import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { type FieldRule, joined } from './fold-fields';

/** What two forms of one OpenTelemetry span say together: attributes by key, the later wins; events and links of both, each once. */
export const mergedSpan: FieldRule = (held, said) => {
  if (!isJsonObject(said)) return held;
  if (!isJsonObject(held)) return said;
  return {
    ...held,
    ...said,
    start: held['start'] ?? said['start'] ?? null,
    attributes: { ...fieldsOf(held['attributes']), ...fieldsOf(said['attributes']) },
    events: joined(held['events'], said['events'] ?? []) ?? [],
    links: joined(held['links'], said['links'] ?? []) ?? [],
    status: saysStatus(said['status']) ? said['status']! : (held['status'] ?? null),
  };
};

const fieldsOf = (value: JsonValue | undefined) => (isJsonObject(value) ? value : {});
const saysStatus = (status: JsonValue | undefined): boolean => isJsonObject(status) && status['code'] !== 0;

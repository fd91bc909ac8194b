import type { JsonObject, JsonValue } from '@debrief/kernel';

/** A span as CloudWatch keeps it: attributes as an object, codes by their name. */
export interface CloudWatchRow {
  readonly raw_otel_json: {
    readonly traceId: string;
    readonly spanId: string;
    readonly parentSpanId?: string;
    readonly name: string;
    readonly kind: string;
    readonly startTimeUnixNano: number;
    readonly endTimeUnixNano: number;
    readonly attributes: JsonObject;
    readonly events?: readonly {
      readonly name: string;
      readonly timeUnixNano: number;
      readonly attributes?: JsonObject;
    }[];
    readonly status: { readonly code: 'UNSET' | 'OK' | 'ERROR'; readonly message?: string };
    readonly resource: { readonly attributes: JsonObject };
    readonly scope: { readonly name: string; readonly version: string };
  };
}

const statusCodes = { UNSET: 0, OK: 1, ERROR: 2 } as const;

/** The export that it came in, for all that is known of it. */
export const fromCloudWatch = ({ raw_otel_json: row }: CloudWatchRow): JsonObject => ({
  resourceSpans: [
    {
      resource: { attributes: toAttributes(row.resource.attributes) },
      scopeSpans: [
        {
          scope: { name: row.scope.name, version: row.scope.version },
          spans: [
            {
              traceId: row.traceId,
              spanId: row.spanId,
              ...(row.parentSpanId && { parentSpanId: row.parentSpanId }),
              name: row.name,
              kind: 1,
              startTimeUnixNano: String(row.startTimeUnixNano),
              endTimeUnixNano: String(row.endTimeUnixNano),
              attributes: toAttributes(row.attributes),
              events: (row.events ?? []).map(({ name, timeUnixNano, attributes = {} }) => ({
                name,
                timeUnixNano: String(timeUnixNano),
                attributes: toAttributes(attributes),
              })),
              status: { code: statusCodes[row.status.code], message: row.status.message ?? '' },
            },
          ],
        },
      ],
    },
  ],
});

/** As OTLP/JSON writes them. */
export const toAttributes = (attributes: JsonObject): JsonObject[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));

const toValue = (value: JsonValue): JsonObject => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return Array.isArray(value) ? { arrayValue: { values: value.map(toValue) } } : { stringValue: JSON.stringify(value) };
};

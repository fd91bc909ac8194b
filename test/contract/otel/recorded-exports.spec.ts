import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeTraceExport } from '../../factories/decode-trace-export';
import type { JsonObject } from '@debrief/kernel';
import { toJson, toProtobuf } from '../../factories/otlp-export';

/** Beside the repository, where the product is developed. */
const repositories = join(__dirname, '..', '..', '..', '..');
const recorded = join(repositories, 'shared', 'data', 'otlp', 'sideseat', 'traces-crewai.jsonl.gz');

interface Line {
  readonly data: JsonObject & {
    readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[] }[];
  };
}

describe('recorded exports', () => {
  const hasData = existsSync(recorded);
  if (!hasData) console.warn('The recorded exports are absent.');
  const title = 'of a CrewAI run decode completely, and alike from both encodings';
  (hasData ? it : it.skip)(hasData ? title : `${title} (skipped: no recordings beside the repository)`, () => {
    const lines = gunzipSync(readFileSync(recorded)).toString().trim().split('\n');
    let spans = 0;
    for (const line of lines) {
      const { data } = JSON.parse(line) as Line;
      const sent = data.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      const arrivedAt = new Date(0);
      const fromJson = decodeTraceExport(toJson(data), 'json', arrivedAt);
      expect(fromJson).toMatchObject({ rejected: [], warnings: [] });
      expect(fromJson.items).toHaveLength(sent.length);
      expect(decodeTraceExport(toProtobuf(data), 'protobuf', arrivedAt)).toEqual(fromJson);
      spans += sent.length;
    }
    console.info(`${spans} spans in ${lines.length} exports`);
    expect(spans).toBeGreaterThan(200);
  });
});

import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isJsonObject, type JsonValue, parseJson } from '@debrief/kernel';

/** A record of an exported file, and how much of the file is behind it when it has been read. */
export interface SentRecord {
  readonly record: JsonValue;
  /** From 1, in the order of the file. */
  readonly number: number;
  readonly bytesRead: number;
}

/** A text of V8 ends here; a file that is larger comes by lines. */
const maxJsonBytes = 500 * 1024 * 1024;

/**
 * The records of an exported file, in its order: of `.jsonl` and `.ndjson` one a line, read as it is needed; of any other file the items of its list, of its `data` (a page of
 * the API), of its `batch` (a recorded request), or the one record that it is.
 * @throws Error for a file that cannot be read, naming its line where it has lines
 */
export async function* readRecords(file: string, byLines: boolean): AsyncGenerator<SentRecord> {
  if (byLines) yield* readLines(file);
  else yield* readWhole(file);
}

export const isByLines = (file: string): boolean => /\.(jsonl|ndjson)$/i.test(file);

async function* readLines(file: string): AsyncGenerator<SentRecord> {
  const stream = createReadStream(file, 'utf8');
  let [line, number, bytesRead] = [0, 0, 0];
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    line += 1;
    bytesRead += Buffer.byteLength(text) + 1;
    if (text.trim() === '') continue;
    number += 1;
    yield { record: parse(text, `${file}, line ${line}`), number, bytesRead };
  }
}

function* readWhole(file: string): Generator<SentRecord> {
  const { size } = statSync(file);
  if (size > maxJsonBytes)
    throw new Error(`${file} is larger than ${maxJsonBytes >> 20} MiB: export it by lines (.jsonl)`);
  const records = recordsOf(parse(readFileSync(file, 'utf8'), file));
  for (const [index, record] of records.entries())
    yield { record, number: index + 1, bytesRead: Math.round((size * (index + 1)) / records.length) };
}

const recordsOf = (value: JsonValue): readonly JsonValue[] => {
  if (Array.isArray(value)) return value;
  if (isJsonObject(value)) for (const list of [value.data, value.batch]) if (Array.isArray(list)) return list;
  return [value];
};

const parse = (text: string, where: string): JsonValue => {
  try {
    return parseJson(text);
  } catch {
    throw new Error(`${where} is not JSON`);
  }
};

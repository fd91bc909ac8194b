import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Batch, Batches } from './batches';
import { ProgressFile } from './progress-file';
import { readRecords } from './read-records';
import { type RefusedEvent, sendBatch, type Target } from './send-batch';
import { toIngestionEvents } from './to-ingestion-events';

export interface ImportOptions extends Target {
  readonly byLines: boolean;
  /** From the start, whatever was imported before. */
  readonly isAnew: boolean;
  /** Is told after each request. */
  readonly report: (progress: Progress) => void;
}

export interface Progress {
  readonly records: number;
  readonly events: number;
  /** Of the file's bytes, 0 to 1. */
  readonly share: number;
}

export interface ImportResult {
  readonly records: number;
  readonly events: number;
  /** Records that were there from an import that was interrupted. */
  readonly resumedAt: number;
  /** Numbers of records that are neither traces, observations, scores nor ingestion events. */
  readonly unknown: readonly number[];
  readonly refused: readonly RefusedEvent[];
}

/**
 * Imports a file: each record becomes ingestion events, sent in order and in batches. Interrupted, it goes on after the last batch that the
 * server has; done twice, the second changes nothing.
 * @throws Error when the file cannot be read or the server does not take a request
 */
export const importFile = async (file: string, options: ImportOptions): Promise<ImportResult> => {
  const { size } = statSync(file);
  const progress = new ProgressFile(file, nameOf(options));
  const resumedAt = options.isAnew ? 0 : progress.read();
  const [unknown, refused]: [number[], RefusedEvent[]] = [[], []];
  const batches = new Batches();
  let [records, events] = [resumedAt, 0];
  const send = async (batch: Batch): Promise<void> => {
    refused.push(...(await sendBatch(options, batch.events)));
    progress.write(batch.recordsDone);
    events += batch.events.length;
    options.report({ records: batch.recordsDone, events, share: size === 0 ? 1 : Math.min(1, batch.bytesRead / size) });
  };
  for await (const { record, number, bytesRead } of readRecords(file, options.byLines)) {
    if (number <= resumedAt) continue;
    records = number;
    const found = toIngestionEvents(record);
    if (!found) unknown.push(number);
    for (const batch of batches.add(found ?? [], { recordsDone: number, bytesRead })) await send(batch);
  }
  for (const batch of batches.end()) await send(batch);
  return { records, events, resumedAt, unknown, refused };
};

/** The key is part of the name, not readable in it: another project's import starts at the beginning. */
const nameOf = ({ url, apiKey }: Target): string =>
  `${url} ${createHash('sha256').update(apiKey).digest('hex').slice(0, 16)}`;

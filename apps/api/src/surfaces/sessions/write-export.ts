import { csvHead, csvRows, type OpenedExport, type SessionEvent } from '@debrief/sessions';
import type { Request, Response } from 'express';
import { toEventResponse } from './event-response';
import type { ExportFormat } from './export.dto';
import { writeDrained } from '../../http/write-drained';

interface Writer {
  readonly mediaType: string;
  head(form: { readonly hasBom: boolean }): string;
  rows(events: readonly SessionEvent[]): string;
}

const writers: Readonly<Record<ExportFormat, Writer>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: ({ hasBom }) => (hasBom ? `\uFEFF${csvHead()}` : csvHead()),
    rows: csvRows,
  },
  jsonl: {
    mediaType: 'application/x-ndjson',
    head: () => '',
    rows: (events) => events.map((event) => `${JSON.stringify(toEventResponse(event))}\n`).join(''),
  },
};

/**
 * Streams an export while the socket drains. Who has gone or stopped reading is left; what fails half-way is thrown, which breaks the
 * connection.
 */
export const writeExport = async (
  request: Request,
  response: Response,
  { projectSlug, rows, isTruncated, read }: OpenedExport,
  { format, hasBom }: { readonly format: ExportFormat; readonly hasBom: boolean },
): Promise<void> => {
  const writer = writers[format];
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  response.status(200);
  response.setHeader('Content-Type', writer.mediaType);
  response.setHeader('Content-Disposition', `attachment; filename="sessions-${projectSlug}-${day}.${format}"`);
  response.setHeader('X-Export-Rows', rows);
  response.setHeader('X-Export-Truncated', String(isTruncated));
  if (request.method === 'HEAD') return void response.end();
  await writeDrained(response, writer.head({ hasBom }));
  for await (const events of read()) {
    if (response.destroyed) return;
    await writeDrained(response, writer.rows(events));
  }
  response.end();
};

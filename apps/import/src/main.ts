// Imports what another system exported, over the API: traces, observations and scores of Langfuse, or lines of the same.
import { parseArgs } from 'node:util';
import { findFiles } from './find-files';
import { importFile, type ImportResult, type Progress } from './import-file';
import { isByLines } from './read-records';

const usage = `Usage: DEBRIEF_API_KEY=<secret of a project key> npm run import -- langfuse|jsonl <file or folder>... [--url <server>] [--anew]

  langfuse   exported traces: JSON (one trace, a list, a page of the API) or, as .jsonl and .ndjson, a record a line
  jsonl      files of whatever name with a record a line: traces, observations, scores, or events of /api/public/ingestion
  --url      the server, by default DEBRIEF_URL or http://127.0.0.1:4318
  --anew     from the start, though an import of the same file was interrupted`;

const shownRefusals = 20;

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, anew: { type: 'boolean', default: false } },
  });
  const [form = '', ...paths] = positionals;
  const apiKey = process.env.DEBRIEF_API_KEY;
  if (!['langfuse', 'jsonl'].includes(form) || paths.length === 0 || !apiKey) {
    console.error(usage);
    return 2;
  }
  const url = (values.url ?? process.env.DEBRIEF_URL ?? 'http://127.0.0.1:4318').replace(/\/+$/, '');
  let isWhole = true;
  for (const file of findFiles(paths)) {
    const result = await importFile(file, {
      url,
      apiKey,
      byLines: form === 'jsonl' || isByLines(file),
      isAnew: values.anew,
      report: (progress) => console.log(`${file}: ${describeProgress(progress)}`),
    });
    for (const line of describeResult(result)) console.log(`${file}: ${line}`);
    isWhole &&= result.refused.length === 0 && result.unknown.length === 0;
  }
  return isWhole ? 0 : 1;
};

const describeProgress = ({ records, events, share }: Progress): string =>
  `${Math.floor(share * 100)} %, ${records} record(s), ${events} event(s) stored`;

const describeResult = ({ records, events, resumedAt, unknown, refused }: ImportResult): string[] => [
  `done: ${records} record(s), ${events} event(s)${resumedAt > 0 ? `, the first ${resumedAt} record(s) by an import before` : ''}`,
  ...(unknown.length > 0
    ? [
        `left out, no trace, observation, score or event: record(s) ${unknown.slice(0, shownRefusals).join(', ')}${unknown.length > shownRefusals ? ` and ${unknown.length - shownRefusals} more` : ''}`,
      ]
    : []),
  ...refused.slice(0, shownRefusals).map(({ id, status, error }) => `refused: ${id} (${status}: ${error})`),
  ...(refused.length > shownRefusals ? [`refused: ${refused.length - shownRefusals} more`] : []),
];

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { arbitrarySession } from '../../../../test/factories/arbitrary-session';
import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import { csvHeader } from './csv-columns';
import { csvHead, csvRows } from './write-csv';

/** Reads a file as RFC 4180 has it: CRLF, every row as long as the first, no quote out of place. */
const readCsv = (text: string): string[][] => parse(text, { record_delimiter: '\r\n', relax_quotes: false });
const cellsOf = (...events: SessionSketch[]): Record<string, string | undefined>[] => {
  const [header = [], ...rows] = readCsv(csvHead() + csvRows(makeSession([{ events }]).events));
  return rows.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place]])));
};

it('begins with the columns, in the order that they will always have', () =>
  expect(csvHead()).toBe(
    'sessionId,traceId,position,eventId,type,decisionKind,name,agentName,spanId,parentSpanId,startedAt,endedAt,durationMs,status,errorType,errorMessage,' +
      'model,inputTokens,outputTokens,costUsd,toolName,toolSuccess,guardrail,guardrailBlocked,data\r\n',
  ));

it('writes what an event is, and nothing for what it is not', () => {
  const [llm, tool, guardrail] = cellsOf(
    [
      'llm_call',
      { model: 'gpt-5', inputTokens: 12, outputTokens: 0, costUsd: 1.5e-7 },
      { name: 'gpt-5', durationMs: 320 },
    ],
    [
      'tool_call',
      { toolName: 'book', success: false },
      {
        status: 'error',
        error: { type: 'HttpError', message: '409, "taken"\nretry' },
        agentName: 'booker',
        spanId: 's',
      },
    ],
    ['guardrail_eval', { guardrail: 'pii', blocked: true }, { status: 'blocked' }],
  );
  expect(llm).toEqual({
    ...Object.fromEntries(csvHeader.map((name) => [name, ''])),
    sessionId: 's',
    traceId: 't1',
    position: '1',
    eventId: 't1:0',
    type: 'llm_call',
    name: 'gpt-5',
    startedAt: '2026-05-04T10:00:00.000Z',
    endedAt: '2026-05-04T10:00:00.320Z',
    durationMs: '320',
    status: 'ok',
    model: 'gpt-5',
    inputTokens: '12',
    outputTokens: '0',
    costUsd: '1.5e-7',
    data: expect.stringContaining('"finishReason":null'),
  });
  expect(tool).toMatchObject({
    agentName: 'booker',
    spanId: 's',
    errorType: 'HttpError',
    errorMessage: '409, "taken"\nretry',
    toolName: 'book',
    toolSuccess: 'false',
    guardrail: '',
  });
  expect(guardrail).toMatchObject({ guardrail: 'pii', guardrailBlocked: 'true', toolSuccess: '', model: '' });
});

it('guards texts that would be formulas, and leaves numbers', () =>
  expect(
    cellsOf([
      'llm_call',
      { model: '=cmd|x', costUsd: -1 },
      { name: '＋1', agentName: ' @x', error: { type: '-e', message: '\r\nx' }, status: 'error' },
    ]),
  ).toMatchObject([
    { model: "'=cmd|x", name: "'＋1", agentName: "' @x", errorType: "'-e", errorMessage: "'\r\nx", costUsd: '-1' },
  ]));

it('counts the tokens of a wrapper nowhere', () =>
  expect(cellsOf(['llm_call', { inputTokens: 9, outputTokens: 9, costUsd: 9 }, { isWrapper: true }])).toMatchObject([
    { inputTokens: '', outputTokens: '', costUsd: '' },
  ]));

it('is read back whole, whatever stands in the cells', () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom(...'",;\r\n\t =+-@\'＝\0😀'), fc.string({ maxLength: 1 })) });
  fc.assert(
    fc.property(text, text, fc.array(text), (name, message, list) => {
      const more = { name, error: { type: null, message }, status: 'error' } as const;
      const [row] = cellsOf(['tool_call', { arguments: list }, more]);
      expect(row?.['name']?.replace(/^'/, '')).toBe(name.replace(/^'/, ''));
      expect(row?.['errorMessage']?.replace(/^'/, '')).toBe(message.replace(/^'/, ''));
      expect(JSON.parse(row?.['data'] ?? '')).toMatchObject({ arguments: list });
    }),
  );
});

it('has as many cells in every row, and ends every row with CRLF', () =>
  fc.assert(
    fc.property(arbitrarySession, ({ events }) => {
      const text = csvHead() + csvRows(events);
      expect(readCsv(text).map((row) => row.length)).toEqual(Array(events.length + 1).fill(csvHeader.length));
      expect(text.endsWith('\r\n')).toBe(true);
    }),
  ));

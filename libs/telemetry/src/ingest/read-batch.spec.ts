import type { JsonObject, JsonValue } from '@debrief/kernel';
import { parseJson } from '@debrief/kernel';
import { readBatch, type SentRequest } from './read-batch';

const good: JsonObject = {
  traceId: 't',
  direction: 'inbound',
  method: 'get',
  host: 'h',
  path: '/p',
  statusCode: 200,
  durationMs: 1,
  timestamp: '2026-03-31T12:00:00Z',
};
const read = (changes: JsonObject): SentRequest =>
  readBatch({ projectId: 'p', requests: [{ ...good, ...changes }] }).requests[0] as SentRequest;

const problemsOf = (body: JsonObject): unknown => {
  try {
    readBatch(body);
  } catch (error) {
    return (error as { fields: unknown }).fields;
  }
  return {};
};
const problemsWith = (changes: JsonObject): unknown =>
  problemsOf({ projectId: 'p', requests: [{ ...good, ...changes }] });

const notNull = 'must not be null';
const blank = 'must not be blank';
const aString = 'must be a string';
const anInteger = 'must be an integer';
const anInstant = 'must be an ISO 8601 instant';

describe('readBatch', () => {
  it.each<[string, JsonValue, string]>([
    ['traceId', null, notNull],
    ['traceId', 7, aString],
    ['traceId', '  ', blank],
    ['traceId', 'x'.repeat(257), 'must be at most 256 characters'],
    ['direction', null, notNull],
    ['direction', 1, aString],
    ['direction', 'Inbound', 'must match "inbound|outbound"'],
    ['method', null, notNull],
    ['method', 'A'.repeat(17), 'must be at most 16 characters'],
    ['method', 'GET /', 'must match "[A-Za-z0-9-]+"'],
    ['host', null, notNull],
    ['host', 'https://', blank],
    ['host', 'h'.repeat(256), 'must be at most 255 characters'],
    ['path', null, notNull],
    ['path', ' ', blank],
    ['statusCode', null, notNull],
    ['statusCode', '200', anInteger],
    ['statusCode', 200.5, anInteger],
    ['statusCode', 99, 'must be 0 or between 100 and 599'],
    ['statusCode', 600, 'must be 0 or between 100 and 599'],
    ['statusCode', -1, 'must be 0 or between 100 and 599'],
    ['durationMs', null, notNull],
    ['durationMs', '1', 'must be a number'],
    ['durationMs', -0.5, 'must be greater than or equal to 0'],
    ['durationMs', 2 ** 31, 'must be less than or equal to 2147483647'],
    ['requestSize', -2, 'must be greater than or equal to 0'],
    ['responseSize', 1.5, anInteger],
    ['responseSize', '1', anInteger],
    ['userId', 3, aString],
    ['userId', 'x'.repeat(257), 'must be at most 256 characters'],
    ['errorFingerprint', 'x'.repeat(129), 'must be at most 128 characters'],
    ['timestamp', null, notNull],
    ['timestamp', 1764112345, aString],
    ['timestamp', 'yesterday', anInstant],
    ['timestamp', '2026-02-30T12:00:00Z', anInstant],
  ])('says of %s = %j: %s', (field, value, reason) => {
    expect(problemsWith({ [field]: value })).toEqual({ [`requests[0].${field}`]: reason });
  });

  it.each<[JsonObject, unknown]>([
    [{}, { projectId: notNull, requests: notNull }],
    [
      { projectId: ' ', requests: {} },
      { projectId: blank, requests: 'must be an array' },
    ],
    [
      { projectId: 3, requests: [] },
      { projectId: aString, requests: 'size must be between 1 and 1000' },
    ],
    [{ projectId: 'p', requests: Array<JsonValue>(1001).fill(good) }, { requests: 'size must be between 1 and 1000' }],
    [
      { projectId: 'p', requests: [1, null, good] },
      { 'requests[0]': 'must be an object', 'requests[1]': notNull },
    ],
    [{ projectId: 'p', requests: Array<JsonValue>(1000).fill(good) }, {}],
  ])('says what is wrong with a batch', (body, problems) => {
    expect(problemsOf(body)).toEqual(problems);
  });

  it.each<[string, JsonValue, unknown]>([
    ['method', 'pUrge', 'PURGE'],
    ['host', 'HTTPS://user:pw@Api.Example.com:8443/v1?x', 'api.example.com:8443'],
    ['host', 'h'.repeat(255) + '/p', 'h'.repeat(255)],
    ['path', 'v1/charges?token=abc', '/v1/charges'],
    ['path', '/a#b?c', '/a'],
    ['path', '?a=1', '/'],
    ['traceId', '0AF7651916CD43DD8448EB211C80319C', '0af7651916cd43dd8448eb211c80319c'],
    ['traceId', 'Trace-001', 'Trace-001'],
    ['statusCode', 0, 0],
    ['durationMs', 12.9, 12],
    ['durationMs', 2147483647.5, 2147483647],
    ['requestSize', -1, null],
    ['requestSize', null, 0],
    ['userId', '', null],
    ['userId', null, null],
    ['timestamp', '2026-03-31T14:00:00.123456+02:00', { ms: Date.UTC(2026, 2, 31, 12, 0, 0, 123), rest: '456' }],
    ['timestamp', '2026-03-31T12:00', { ms: Date.UTC(2026, 2, 31, 12), rest: '' }],
  ])('reads %s = %j as %j', (field, sent, expected) => {
    expect(read({ [field]: sent })[field as keyof SentRequest]).toEqual(expected);
  });

  it('reads numbers that a double cannot hold', () => {
    const body = parseJson(
      `{"projectId":"p","requests":[${JSON.stringify({ ...good, durationMs: 0 }).replace('"durationMs":0', '"durationMs":12.34567890123456789012')}]}`,
    );
    expect(readBatch(body as JsonObject).requests[0]?.durationMs).toBe(12);
  });

  it('leaves out what it does not know', () => {
    const fields = readBatch({ projectId: 'p', requests: [{ ...good, secret: 'x', ['__proto__']: 'y' }] }).requests[0];
    expect(Object.keys(fields as object)).not.toContain('secret');
  });
});

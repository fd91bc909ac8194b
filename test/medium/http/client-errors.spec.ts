import { sendRaw } from '../../e2e/raw-request';
import { type ProbeApp, startProbeApp, testConfig } from './probe-app';

let probe: ProbeApp;
beforeAll(async () => {
  probe = await startProbeApp(testConfig());
});
afterAll(() => probe.close());

describe('what is no request', () => {
  it.each([
    [
      'headers beyond the limit',
      `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(200_000)}\r\n\r\n`,
      431,
      'payload_too_large',
    ],
    [
      'an address beyond it',
      `GET /health?${'x'.repeat(200_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      431,
      'payload_too_large',
    ],
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed_body'],
    ['an unknown method', 'STEAL /health HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed_body'],
    [
      'a length and chunks',
      'POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'malformed_body',
    ],
  ])('is answered as every error is: %s', async (_what, bytes, expected, code) => {
    const { status, text } = await sendRaw(probe.url, [bytes], false);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const { request_id: requestId, ...error } = JSON.parse(body) as Record<string, unknown>;
    expect([status, error]).toEqual([expected, { detail: expect.any(String), code, retry: 'after_fix' }]);
    expect(head).toContain(`X-Request-Id: ${String(requestId)}`);
    expect(head).toContain('Content-Type: application/json');
  });

  it('is answered on a connection that has had an answer before', async () => {
    const { text } = await sendRaw(probe.url, ['GET /health HTTP/1.1\r\nHost: x\r\n\r\n', 'hello\r\n\r\n'], false);
    expect(text.match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe('HTTP/1.1 400');
  });
});

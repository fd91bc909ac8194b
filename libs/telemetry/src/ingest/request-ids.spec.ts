import { readBatch, type SentRequest } from './read-batch';
import { RequestIds } from './request-ids';

const sent = (changes: object = {}): SentRequest => {
  const item = {
    ...{ traceId: 't', direction: 'inbound', method: 'GET', host: 'h', path: '/p', statusCode: 200, durationMs: 1 },
    ...{ timestamp: '2026-03-31T12:00:00Z', ...changes },
  };
  return readBatch({ projectId: 'p', requests: [item] }).requests[0] as SentRequest;
};
const idsOf = (...items: SentRequest[]): string[] => {
  const ids = new RequestIds('secret', 'project');
  return items.map((item) => ids.next(item));
};

describe('ids of requests', () => {
  it('are UUIDv7 of the time of the request', () => {
    const [id] = idsOf(sent());
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id!.replace('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 2, 31, 12));
  });

  it('are the same for a resend, and told apart among equal items', () => {
    const once = idsOf(sent(), sent(), sent({ durationMs: 2 }));
    expect(new Set(once).size).toBe(3);
    expect(idsOf(sent(), sent(), sent({ durationMs: 2 }))).toEqual(once);
  });

  it.each([
    { path: '/q' },
    { userId: 'u' },
    { timestamp: '2026-03-31T12:00:00.0000001Z' },
    { requestSize: -1 },
    { errorFingerprint: 'f' },
  ])('differ with %j', (changes) => {
    expect(idsOf(sent(changes))).not.toEqual(idsOf(sent()));
  });

  it('differ by project and secret', () => {
    const ids = ['a', 'b'].flatMap((secret) =>
      ['p', 'q'].map((project) => new RequestIds(secret, project).next(sent())),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('are valid for moments before 1970', () => {
    expect(idsOf(sent({ timestamp: '1960-01-01T00:00:00Z' }))[0]).toMatch(/^00000000-0000-7/);
  });
});

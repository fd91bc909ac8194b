import { storagePath } from './storage-path';

const segmentOf = (traceExternalId: string): string | undefined =>
  storagePath({ workspaceId: 'w', traceExternalId, id: 'a', filename: 'shot.png' }).split('/')[2];

describe('storagePath', () => {
  it('names workspace, trace, artifact and file', () => {
    expect(storagePath({ workspaceId: 'w', traceExternalId: 'sess_1', id: 'a', filename: 'shot.png' })).toBe(
      'artifacts/w/sess_1/a/shot.png',
    );
  });

  it.each(['sess_01J', '0af7651916cd43dd8448eb211c80319c', 'a.b-c', 'x'.repeat(128)])('keeps the trace id %s', (id) => {
    expect(segmentOf(id)).toBe(id);
  });

  it.each(['..', '.hidden', '_x', 'a/b', 'a b', 'ä', 'x'.repeat(129), 'a\n'])('hashes the trace id %j', (id) => {
    expect(segmentOf(id)).toMatch(/^t_[0-9a-f]{32}$/);
  });
});

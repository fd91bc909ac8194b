import type { JsonObject } from '@debrief/kernel';
import { readCheckpoint } from './read-checkpoint';

describe('readCheckpoint', () => {
  it('needs a trace and nothing else', () =>
    expect(readCheckpoint({ traceId: 't' })).toEqual({
      id: null,
      traceId: 't',
      observationId: null,
      name: 'manual',
      type: 'manual',
      description: null,
      gitCommitSha: null,
      gitBranch: null,
      gitRepoUrl: null,
      filesSnapshot: null,
      filesChanged: [],
      totalFiles: 0,
      totalSizeBytes: 0,
      timestamp: null,
    }));

  it('reads what the Python SDK sends', () => {
    const sent: JsonObject = {
      id: '0b6a2b1e-3f0e-4a53-9b8e-3b0c2f5d1e11',
      traceId: 't',
      observationId: null,
      name: 'before-edit',
      description: null,
      type: 'tool_call',
      gitCommitSha: 'A1B2C3D4E5F60718293A4B5C6D7E8F9012345678',
      gitBranch: 'main',
      gitRepoUrl: 'https://x:token@github.com/acme/agents.git',
      filesSnapshot: { 'src/main.py': { size: 120, hash: 'f'.repeat(64) } },
      filesChanged: ['src/main.py', 'src/gone.py'],
      totalFiles: 2,
      totalSizeBytes: 120,
      timestamp: '2026-11-27T10:00:00.123456Z',
    };
    expect(readCheckpoint(sent)).toMatchObject({
      name: 'before-edit',
      gitCommitSha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
      gitRepoUrl: 'https://github.com/acme/agents.git',
      filesChanged: ['src/main.py', 'src/gone.py'],
      totalFiles: 2,
      totalSizeBytes: 120,
      timestamp: new Date('2026-11-27T10:00:00.123Z'),
    });
  });

  it('takes the snapshot as JSON text, files by their other name, and counts for itself', () => {
    const filesSnapshot = JSON.stringify({ a: { size: 1, hash: 'x' }, b: { size: 2, hash: 'y' } });
    const read = readCheckpoint({ traceId: 't', filesSnapshot, files: ['a'] });
    expect({ ...read.filesSnapshot }).toEqual({ a: { size: 1, hash: 'x' }, b: { size: 2, hash: 'y' } });
    expect(read).toMatchObject({ filesChanged: ['a'], totalFiles: 2, totalSizeBytes: 3 });
  });

  it.each<[string, JsonObject]>([
    ['traceId', {}],
    ['type', { traceId: 't', type: 'nightly' }],
    ['filesSnapshot', { traceId: 't', filesSnapshot: [1] }],
    ['filesChanged', { traceId: 't', filesChanged: 'a' }],
    ['files', { traceId: 't', files: [1] }],
    ['totalFiles', { traceId: 't', totalFiles: -1 }],
    ['name', { traceId: 't', name: 'x'.repeat(257) }],
    ['timestamp', { traceId: 't', timestamp: 'yesterday' }],
  ])('refuses a %s that is wrong', (field, body) =>
    expect(() => readCheckpoint(body)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    ),
  );
});

import { deriveRunId } from './run-id';

describe('deriveRunId', () => {
  // By `Langfuse._create_experiment_id` of the Python SDK 5.0.4.
  it.each([
    ['project-1', 'dataset-1', 'run 1', 'eb38135ec4771922'],
    ['p', 'd', 'Läufe/“zwei” 😀', 'baeb005c3fb68d6c'],
  ])('of %s, %s and %s is %s', (projectId, datasetId, name, id) =>
    expect(deriveRunId(projectId, datasetId, name)).toBe(id),
  );
});

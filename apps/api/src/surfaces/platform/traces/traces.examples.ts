const moments = {
  createdAt: '2026-03-31T12:00:00.100Z',
  updatedAt: '2026-03-31T12:00:04.250Z',
};

/** A trace as the API document shows it. */
export const v1TraceExample = {
  id: '0af7651916cd43dd8448eb211c80319c',
  projectId: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  name: 'code-review',
  userId: 'user-7',
  sessionId: 'conv-1',
  release: '1.4.0',
  version: '2',
  environment: 'production',
  tags: ['review'],
  metadata: { repository: 'my-app' },
  public: false,
  bookmarked: false,
  input: { file: 'main.py' },
  output: 'The code looks good',
  level: 'DEFAULT',
  statusMessage: null,
  status: 'completed',
  timestamp: '2026-03-31T12:00:00.000Z',
  startTime: '2026-03-31T12:00:00.000Z',
  endTime: '2026-03-31T12:00:04.200Z',
  latency: 4200,
  inputTokens: 150,
  outputTokens: 200,
  totalTokens: 350,
  inputCost: 0.00045,
  outputCost: 0.003,
  totalCost: 0.00345,
  gitCommitSha: null,
  gitBranch: null,
  gitRepoUrl: null,
  ...moments,
};

/** The same as Langfuse SDKs parse it. */
export const publicTraceExample = {
  id: '0af7651916cd43dd8448eb211c80319c',
  timestamp: '2026-03-31T12:00:00.000Z',
  name: 'code-review',
  input: { file: 'main.py' },
  output: 'The code looks good',
  sessionId: 'conv-1',
  release: '1.4.0',
  version: '2',
  userId: 'user-7',
  metadata: { repository: 'my-app' },
  tags: ['review'],
  public: false,
  environment: 'production',
  htmlPath: '/project/0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f/traces/0af7651916cd43dd8448eb211c80319c',
  latency: 4.2,
  totalCost: 0.00345,
  observations: ['00f067aa0ba902b7'],
  scores: ['0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e70'],
  ...moments,
  bookmarked: false,
  projectId: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
};

export const v1SessionExample = {
  id: 'conv-1',
  projectId: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  userId: 'user-7',
  environment: 'production',
  traceCount: 1,
  totalTokens: 350,
  totalCost: 0.00345,
  firstTraceTime: '2026-03-31T12:00:00.000Z',
  lastTraceTime: '2026-03-31T12:00:00.000Z',
  bookmarked: false,
};

export const publicSessionExample = {
  id: 'conv-1',
  createdAt: '2026-03-31T12:00:00.000Z',
  projectId: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  environment: 'production',
};

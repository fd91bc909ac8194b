const at = '2026-11-26T09:30:00.000Z';
const content = 'Review this {{language}} code:\n\n{{code}}';

const versionFields = {
  version: 3,
  content,
  prompt: content,
  config: { model: 'claude-sonnet-4-5', temperature: 0 },
  labels: ['production'],
  variables: ['language', 'code'],
  commitMessage: 'Ask for one language at a time',
};

export const v1VersionExample = {
  id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e80',
  promptId: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  ...versionFields,
  createdAt: at,
};

export const v1PromptExample = {
  id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  projectId: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e00',
  name: 'code-review',
  type: 'text',
  description: null,
  tags: ['reviews'],
  createdAt: at,
  updatedAt: at,
  ...versionFields,
  latestVersion: v1VersionExample,
  latestVersionNumber: 4,
};

export const v1PromptItemExample = { ...v1PromptExample, versions: [1, 2, 3, 4], labels: ['production', 'staging'] };

const compiled = 'Review this Python code:\n\ndef hello(): print("world")';

export const compileExample = {
  prompt: {
    id: v1PromptExample.id,
    name: 'code-review',
    version: 3,
    type: 'text',
    labels: ['production'],
    config: versionFields.config,
  },
  version: 3,
  compiledPrompt: compiled,
  compiledContent: compiled,
  compiled,
  variables: { language: 'Python', code: 'def hello(): print("world")' },
  unusedVariables: [],
};

export const publicPromptExample = {
  id: v1VersionExample.id,
  name: 'code-review',
  version: 3,
  type: 'text',
  prompt: content,
  config: versionFields.config,
  labels: ['production', 'latest'],
  tags: ['reviews'],
  commitMessage: versionFields.commitMessage,
  resolutionGraph: null,
  isActive: true,
  createdAt: at,
  updatedAt: at,
};

export const publicPromptMetaExample = {
  name: 'code-review',
  type: 'text',
  versions: [1, 2, 3],
  labels: ['latest', 'production'],
  tags: ['reviews'],
  lastUpdatedAt: at,
  lastConfig: versionFields.config,
};

import { randomUUID } from 'node:crypto';
import type { Mutation } from './mutation';

const newLabel = (): string => randomUUID();

/** What changes prompts (platform.md B2), as it stands under `/v1`. */
export const promptMutations: Readonly<Record<string, Mutation>> = {
  'POST /v1/prompts': {
    body: (projectId) => ({ projectId, name: randomUUID(), content: 'x' }),
    namesProject: true,
    audits: ['prompt.create'],
  },
  'PATCH /v1/prompts/:name': { body: () => ({ description: randomUUID() }), audits: ['prompt.update'] },
  'PUT /v1/prompts/:name': { body: () => ({ description: randomUUID() }), audits: ['prompt.update'] },
  'DELETE /v1/prompts/:name': { audits: ['prompt.delete'] },
  'POST /v1/prompts/:name/versions': {
    body: () => ({ content: randomUUID() }),
    audits: ['prompt_version.create'],
  },
  'POST /v1/prompts/:name/labels': {
    body: () => ({ label: newLabel(), version: 1 }),
    audits: ['prompt_label.put'],
  },
  'DELETE /v1/prompts/:name/labels/:label': { audits: ['prompt_label.remove'] },
  'DELETE /v1/prompts/:name/versions/:version/labels/:label': { audits: ['prompt_label.remove'] },
  'POST /v1/prompts/:name/compile': { audits: 'reads' },
};

/** The same for Langfuse clients. */
export const publicPromptMutations: Readonly<Record<string, Mutation>> = {
  'POST /api/public/v2/prompts': { body: () => ({ name: randomUUID(), prompt: 'x' }), audits: ['prompt.create'] },
  'PATCH /api/public/v2/prompts/*name/versions/:version': {
    body: () => ({ newLabels: [newLabel()] }),
    audits: ['prompt_label.put'],
  },
  'DELETE /api/public/v2/prompts/*name': { audits: ['prompt.delete'] },
};

import type { ConnectedRepo, ConnectRepo } from '@debrief/repositories';
import { Text, Texts } from '../../http/fields';

/** Body of PUT /api/projects/{id}/connected-repo. */
export class PutConnectedRepoBody {
  @Text({
    required: true,
    max: 201,
    description: 'owner/name; the GitHub App must have been installed there for this workspace',
    example: 'acme/agents',
  })
  repo: string;
  @Text({ max: 255, description: 'Default: what GitHub says', example: 'main' }) default_branch?: string;
  @Texts({
    max: 512,
    maxItems: 50,
    description: 'Folders and files that a fix may change; relative, without `..`',
    default: ['agents/'],
  })
  allowed_paths?: string[];
}

export const toConnectRepo = (body: PutConnectedRepoBody): ConnectRepo => ({
  repo: body.repo,
  defaultBranch: body.default_branch,
  allowedPaths: body.allowed_paths,
});

/** @param installUrl where an owner installs the App; left out where there is nothing to install */
export const toConnectedRepoResponse = (connected: ConnectedRepo, installUrl?: string) => ({
  connected_repo: {
    project_id: connected.projectId,
    connected: connected.connected,
    provider: connected.provider,
    repo: connected.repo,
    url: connected.url,
    default_branch: connected.defaultBranch,
    allowed_paths: connected.allowedPaths,
    ...(installUrl !== undefined && { install_url: installUrl }),
  },
});

export const connectedRepoExample = {
  connected_repo: {
    project_id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
    connected: true,
    provider: 'github',
    repo: 'acme/agents',
    url: 'https://github.com/acme/agents',
    default_branch: 'main',
    allowed_paths: ['agents/'],
  },
};

const text = { type: 'string', nullable: true };
const fields = {
  project_id: { type: 'string', format: 'uuid' },
  connected: { type: 'boolean', description: 'Whether it can be read, and changes proposed to it, now' },
  provider: { ...text, enum: ['github', null] },
  repo: text,
  url: text,
  default_branch: text,
  allowed_paths: { type: 'array', items: { type: 'string' } },
};

export const connectedRepoSchema = {
  type: 'object',
  required: ['connected_repo'],
  properties: {
    connected_repo: {
      type: 'object',
      required: Object.keys(fields),
      properties: {
        ...fields,
        install_url: { type: 'string', description: 'For owners, while nothing is connected' },
      },
    },
  },
};

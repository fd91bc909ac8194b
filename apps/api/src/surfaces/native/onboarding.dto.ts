import type { Bootstrap, Bootstrapped } from '@debrief/tenancy';
import { Text } from '../../http/fields';
import { memberExample, toMemberResponse } from './members.dto';
import { projectExample, toProjectResponse } from './projects.dto';
import { toWorkspaceResponse, workspaceExample } from './workspace.dto';

/** Body of POST /api/onboarding/bootstrap, as `promptetheus init` sends it. */
export class BootstrapBody {
  @Text({ max: 128, default: 'My workspace' }) workspace_name?: string;
  @Text({ max: 128, default: 'Default project' }) project_name?: string;
  @Text({ max: 256, description: 'Name of the first agent; it comes back as `agent`.' }) agent_name?: string;
}

export const toBootstrap = (body: BootstrapBody): Bootstrap => ({
  workspaceName: body.workspace_name ?? 'My workspace',
  projectName: body.project_name ?? 'Default project',
});

export const toBootstrapResponse = (made: Bootstrapped, agentName: string | undefined) => ({
  workspace: toWorkspaceResponse(made.workspace),
  membership: toMemberResponse(made.membership),
  project: toProjectResponse(made.project),
  api_key: made.secretKey,
  api_key_preview: made.apiKey?.preview ?? null,
  agent: agentName === undefined ? null : { name: agentName },
  created_workspace: made.createdWorkspace,
  created_project: made.createdProject,
  api_key_created: made.secretKey !== null,
});

export const bootstrapExample = {
  workspace: workspaceExample,
  membership: { ...memberExample, role: 'owner' },
  project: projectExample,
  api_key: 'dbf_sk_…',
  api_key_preview: 'dbf_sk_…Ab12',
  agent: { name: 'booker' },
  created_workspace: true,
  created_project: true,
  api_key_created: true,
};

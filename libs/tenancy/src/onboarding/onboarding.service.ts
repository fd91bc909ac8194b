import { Database, type WorkspaceTx } from '@debrief/infra';
import { forbidden, keyScopes, newId, notFound, type Role, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { selectActiveApiKeys, type ApiKey } from '../api-keys/api-keys.queries';
import { addApiKey, defaultKeyName } from '../api-keys/create-api-key';
import { recordAudit } from '../audit/audit.queries';
import type { SignedInUser } from '../credentials/credentials.service';
import { KeyPepper } from '../credentials/key-pepper';
import { findMember, insertMember, type Member } from '../members/members.queries';
import { toName } from '../name';
import { createProject } from '../projects/create-project';
import { findProjectByName, type Project } from '../projects/projects.queries';
import { insertWorkspace, selectWorkspace, type Workspace } from '../workspaces/workspaces.queries';
import { findWorkspaceOfUser, lockBootstrapOf } from './onboarding.queries';

export interface Bootstrap {
  readonly workspaceName: string;
  readonly projectName: string;
}

export interface Bootstrapped {
  readonly workspace: Workspace;
  readonly membership: Member;
  readonly project: Project;
  /** The newest active key; null when the project has none. */
  readonly apiKey: ApiKey | null;
  /** Only of a key that was made now. */
  readonly secretKey: string | null;
  readonly createdWorkspace: boolean;
  readonly createdProject: boolean;
}

/** Takes a user from nothing to a project with a key. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly database: Database,
    private readonly pepper: KeyPepper,
  ) {}

  /**
   * The user's workspace and project of these names, made where they are missing, a new project with one key of all scopes.
   * @throws INVALID (names), FORBIDDEN `missing_role` where the workspace exists, the project does not, and the user is no owner
   */
  async bootstrap(user: SignedInUser, names: Bootstrap, requestId: string): Promise<Bootstrapped> {
    const workspaceName = toName('workspace_name', names.workspaceName);
    const projectName = toName('project_name', names.projectName);
    return this.database.asSystem('bootstrap', async (system) => {
      await lockBootstrapOf(system, user.userId);
      const existing = await findWorkspaceOfUser(system, user.userId, workspaceName);
      const scope = toScope(user, existing ?? { workspaceId: newId(), role: 'owner' }, requestId);
      const tx = await this.database.narrow(system, scope.workspaceId);
      const workspace = existing ? await selectWorkspace(tx) : await createWorkspace(tx, scope, workspaceName, user);
      const membership = await getMembership(tx, user);
      const found = await findProjectByName(tx, projectName);
      if (found) {
        const [apiKey = null] = await selectActiveApiKeys(tx, found.id);
        return {
          workspace,
          membership,
          project: found,
          apiKey,
          secretKey: null,
          createdWorkspace: !existing,
          createdProject: false,
        };
      }
      if (membership.role !== 'owner') throw forbidden('only an owner may create a project', 'missing_role');
      const project = await createProject(tx, scope, { name: projectName });
      const created = await addApiKey(tx, scope, this.pepper, {
        projectId: project.id,
        name: defaultKeyName,
        scopes: keyScopes,
        expiresAt: null,
      });
      return { workspace, membership, project, ...created, createdWorkspace: !existing, createdProject: true };
    });
  }
}

/** A new workspace with its first owner. */
const createWorkspace = async (tx: WorkspaceTx, scope: Scope, name: string, user: SignedInUser): Promise<Workspace> => {
  const workspace = await insertWorkspace(tx, { workspaceId: scope.workspaceId, name, createdBy: user.userId });
  await insertMember(tx, { id: newId(), userId: user.userId, email: user.email, role: 'owner' });
  await recordAudit(tx, scope, {
    action: 'workspace.create',
    targetType: 'workspace',
    targetId: workspace.workspaceId,
    details: { name, owner: user.userId },
  });
  return workspace;
};

const getMembership = async (tx: WorkspaceTx, { userId }: SignedInUser): Promise<Member> => {
  const member = await findMember(tx, userId);
  if (!member) throw notFound('member', userId);
  return member;
};

const toScope = (
  user: SignedInUser,
  { workspaceId, role }: { workspaceId: string; role: Role },
  requestId: string,
): Scope => ({
  workspaceId,
  projectId: null,
  actor: { type: 'user', id: user.userId, role, email: user.email },
  requestId,
});

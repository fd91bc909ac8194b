import type { Scope } from '@debrief/kernel';
import type { Project, ProjectsService } from '@debrief/tenancy';

const pageLimit = 200;

/** A key's one project; of a user all of the workspace, newest first. */
export const listVisibleProjects = async (projects: ProjectsService, scope: Scope): Promise<Project[]> => {
  if (scope.projectId !== null) return [await projects.get(scope, scope.projectId)];
  const all: Project[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await projects.list(scope, { limit: pageLimit, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
};

import type { Request } from 'express';

/** The workspace that a request names; `fromHeader` only counts `X-Workspace-Id`, which alone serves the server token. */
export interface WorkspaceChoice {
  readonly any: string | undefined;
  readonly fromHeader: string | undefined;
}

export const readWorkspaceChoice = (request: Request): WorkspaceChoice => {
  const fromHeader = request.get('x-workspace-id') || undefined;
  const query: unknown = request.query.workspace_id;
  const fromQuery = query === undefined || query === '' ? undefined : String(query);
  return { fromHeader, any: fromHeader ?? (request.get('x-promptetheus-workspace-id') || undefined) ?? fromQuery };
};

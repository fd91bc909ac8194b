import { sqlState } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { type AppendOutcome, type AppendRequest } from './commit-group';

/** Runs one group in one transaction of the workspace. */
export type RunGroup = (
  workspaceId: string,
  requests: readonly AppendRequest[],
  probeAll: boolean,
) => Promise<AppendOutcome[]>;

export interface GroupLimits {
  /** Events of one commit; a larger request is a group of its own. Above 800 latency grows and throughput does not. */
  readonly events: number;
  /** Commits under way at once, all workspaces together. */
  readonly lanes: number;
  /** Commits under way at once in one workspace: the second fills while the first waits for the disk. */
  readonly lanesPerWorkspace: number;
}

export const groupLimits: GroupLimits = { events: 800, lanes: 4, lanesPerWorkspace: 2 };

const [uniqueViolation, deadlock, serializationFailure] = ['23505', '40P01', '40001'];

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Workspace {
  readonly id: string;
  waiting: Waiting[];
  running: number;
}

/**
 * Commits concurrent appends in groups: a workspace's requests gather while its lanes are busy, and one commit serves them all.
 * There is no added delay. Workspaces take turns, so one that floods does not hold up another. A request is answered when its
 * group has committed.
 */
export class GroupCommitter {
  private readonly workspaces = new Map<string, Workspace>();
  private readonly turns: Workspace[] = [];
  private running = 0;

  constructor(
    private readonly runGroup: RunGroup,
    private readonly limits: GroupLimits = groupLimits,
  ) {}

  /** @throws DomainError UNAVAILABLE when the commit failed and a retry makes sense */
  submit(workspaceId: string, request: AppendRequest): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      let workspace = this.workspaces.get(workspaceId);
      if (!workspace) {
        workspace = { id: workspaceId, waiting: [], running: 0 };
        this.workspaces.set(workspaceId, workspace);
      }
      workspace.waiting.push({ request, resolve, reject });
      if (workspace.waiting.length === 1) this.turns.push(workspace);
      this.start();
    });
  }

  private start(): void {
    for (let tries = this.turns.length; tries > 0 && this.running < this.limits.lanes; tries -= 1) {
      const workspace = this.turns.shift();
      if (!workspace) return;
      if (workspace.running < this.limits.lanesPerWorkspace) void this.run(workspace, this.take(workspace));
      if (workspace.waiting.length > 0) this.turns.push(workspace);
    }
  }

  private take(workspace: Workspace): Waiting[] {
    let events = 0;
    const full = workspace.waiting.findIndex(({ request }, index) => {
      events += request.items.length;
      return index > 0 && events > this.limits.events;
    });
    const group = full === -1 ? workspace.waiting : workspace.waiting.slice(0, full);
    workspace.waiting = full === -1 ? [] : workspace.waiting.slice(full);
    return group;
  }

  private async run(workspace: Workspace, group: readonly Waiting[]): Promise<void> {
    this.running += 1;
    workspace.running += 1;
    try {
      await this.commit(workspace.id, group);
    } finally {
      this.running -= 1;
      workspace.running -= 1;
      if (workspace.running === 0 && workspace.waiting.length === 0) this.workspaces.delete(workspace.id);
      this.start();
    }
  }

  /** A group that fails for a reason of its content is taken apart, so that the request at fault fails alone. */
  private async commit(workspaceId: string, group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.attempt(
        workspaceId,
        group.map(({ request }) => request),
      );
      group.forEach(({ resolve }, index) => resolve(outcomes[index] as AppendOutcome));
    } catch (error) {
      if (group.length === 1 || isUnavailable(error)) for (const { reject } of group) reject(error);
      else for (const waiting of group) await this.commit(workspaceId, [waiting]);
    }
  }

  private async attempt(workspaceId: string, requests: readonly AppendRequest[]): Promise<AppendOutcome[]> {
    let probeAll = false;
    for (let retries = 3; ; retries -= 1) {
      try {
        return await this.runGroup(workspaceId, requests, probeAll);
      } catch (error) {
        const state = error instanceof DomainError ? sqlState(error.cause) : undefined;
        const isDuplicate = state === uniqueViolation;
        if (retries === 0 || !(isDuplicate || state === deadlock || state === serializationFailure)) throw error;
        probeAll ||= isDuplicate;
      }
    }
  }
}

const isUnavailable = (error: unknown): boolean => error instanceof DomainError && error.code === 'UNAVAILABLE';

/** A conversation as its list shows it: what its runs add up to (sessions.md §10). */
export interface SessionRow {
  readonly id: string;
  /** `running` if one of its runs is, else that of the run that started last. */
  readonly status: string;
  readonly startedAt: Date;
  readonly lastEventAt: Date;
  readonly traceCount: number;
  /** Recorded events and spans; what is derived of them is not counted here. */
  readonly eventCount: number;
  readonly errorCount: number;
  readonly turnCount: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null: nothing has a known cost. */
  readonly costUsd: number | null;
  readonly agents: readonly string[];
  readonly labels: readonly string[];
  readonly incidentIds: readonly string[];
}

/** What narrows a list of sessions; all of it must hold. Times are those of the session's start: `from` inclusive, `to` exclusive. */
export interface SessionFilter {
  readonly status?: string;
  /** Of one of its runs. */
  readonly agentName?: string;
  /** Of one of its runs. */
  readonly label?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** Part of the session's id, or of the goal, agent or id of one of its runs, any case. */
  readonly q?: string;
}

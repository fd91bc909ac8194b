/** Fix agent: proposes a change for an incident. Owns fix runs and their logs; never merges anything. */
export { DataBoundary } from './runner/data-boundary';
export { FixAgentModule } from './fix-agent.module';
export { FixAgentService } from './fix-agent.service';
export { toFixRunResponse, toFixRunSummary } from './fix-run-json';
export { readFixRunRecords } from './fix-run-records';
export {
  type FixRequest,
  type FixRun,
  type FixRunStatus,
  isUnderWay,
  type LogEntry,
  type PullRequestJson,
} from './fix-run.types';
export { FixRunsService } from './fix-runs.service';

import { findAnalysis } from '@debrief/analysis';
import { Database, LIVE_BUS, type LiveBus } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { readStoredIncidentThreshold } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { absorbTrace } from './absorb/absorb-trace';
import { groupDetections } from './absorb/group-detections';
import { lockTrace } from './absorb/membership.queries';
import type { IncidentRow } from './incidents.types';

/** Groups failing runs into incidents. */
@Injectable()
export class IncidentsService {
  constructor(
    private readonly database: Database,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  async absorb(scope: Scope, traceId: string): Promise<readonly IncidentRow[]> {
    const incidents = await this.database.inWorkspace(scope, async (tx) => {
      const trace = await lockTrace(tx, traceId);
      const analysis = trace && (await findAnalysis(tx, traceId));
      if (!analysis) return [];
      const threshold = await readStoredIncidentThreshold(tx, trace.projectId);
      const { agent } = trace;
      const groups = trace.isRegression ? [] : groupDetections(analysis.verdict, { threshold, agent });
      return absorbTrace(tx, scope, trace, groups);
    });
    this.bus.announce(scope.workspaceId);
    return incidents;
  }
}

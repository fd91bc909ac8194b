import { AnalysisService, type Detection, reportedBy, type StoredAnalysis } from '@debrief/analysis';
import { findCaseOf } from '@debrief/datasets';
import { Database } from '@debrief/infra';
import { type JsonValue, notFound, parseJson, type Scope } from '@debrief/kernel';
import { type DetailedObservation, ObservationReader, PlatformTraceReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { DetectorFindings } from '../rules/detectors-silent';
import { findRunFacts } from './run-facts.queries';
import type { Material } from './material';

/** What of a target is read only for those who ask: each costs a look of its own. */
export interface MaterialNeeds {
  readonly expectedOutput: boolean;
  readonly context: boolean;
  readonly findings: boolean;
}

export interface TargetPlace {
  /** External ids. */
  readonly traceId: string;
  readonly observationId: string | null;
}

export interface ReadTarget {
  readonly material: Material;
  /** Internal id of the run. */
  readonly traceRowId: string;
  readonly agent: string | null;
  /** The observation; null: the run. */
  readonly step: { readonly seq: number; readonly type: string; readonly name: string | null } | null;
  /** Of the run's events. */
  readonly lastSeq: number;
}

/** The run was not analysed yet: what detectors found in it comes later. */
export class NotAnalysedYet extends Error {}

/** Retrievers of a run whose results are its context. */
const maxRetrievers = 50;

/** Reads what evaluators look at, whatever surface it came in by. */
@Injectable()
export class TargetReader {
  constructor(
    private readonly database: Database,
    private readonly traces: PlatformTraceReader,
    private readonly observations: ObservationReader,
    private readonly analysis: AnalysisService,
  ) {}

  /** @throws DomainError NOT_FOUND trace or observation; NotAnalysedYet where findings are asked for and there are none yet */
  async read(scope: Scope, projectId: string, place: TargetPlace, needs: MaterialNeeds): Promise<ReadTarget> {
    const { trace, io } = await this.traces.get(scope, projectId, place.traceId, {
      io: place.observationId === null,
      observationIds: false,
      scoreIds: false,
    });
    const observation = place.observationId === null ? null : await this.getObservation(scope, projectId, place);
    const facts = await this.database.inWorkspace(scope, (tx) => findRunFacts(tx, trace.id));
    if (!facts) throw notFound('trace', place.traceId);
    const analysis = needs.findings ? await this.analysis.find(scope, trace.id) : undefined;
    if (needs.findings && !analysis) throw new NotAnalysedYet();
    const material: Material = {
      ...(observation ? toMaterial(observation) : { ...io!, metadata: parseJson(trace.metadata) }),
      expectedOutput: needs.expectedOutput ? await this.readExpected(scope, projectId, place) : undefined,
      context: needs.context ? await this.readContext(scope, projectId, place.traceId) : undefined,
      seqs: observation && new Set([observation.seq]),
      findings: () => toFindings(analysis),
    };
    return {
      material,
      traceRowId: trace.id,
      agent: observation?.agent ?? facts.agent,
      step: observation && { seq: observation.seq, type: observation.type.toLowerCase(), name: observation.name },
      lastSeq: facts.lastSeq,
    };
  }

  private async getObservation(
    scope: Scope,
    projectId: string,
    { traceId, observationId }: TargetPlace,
  ): Promise<DetailedObservation> {
    const observation = await this.observations.get(scope, projectId, observationId ?? '');
    if (observation.traceExternalId !== traceId) throw notFound('observation', observationId ?? '');
    return observation;
  }

  private async readExpected(scope: Scope, projectId: string, place: TargetPlace): Promise<JsonValue | undefined> {
    const found = await this.database.inWorkspace(scope, (tx) => findCaseOf(tx, projectId, place));
    return found?.expectedOutput;
  }

  /** What the run's retrievers brought, in order; undefined: it has none. */
  private async readContext(scope: Scope, projectId: string, traceId: string): Promise<JsonValue | undefined> {
    const all = await this.observations.listOfTrace(scope, projectId, traceId);
    const retrievers = all.filter(({ type }) => type === 'RETRIEVER').slice(0, maxRetrievers);
    const found: JsonValue[] = [];
    for await (const some of this.observations.eachDetailed(scope, retrievers))
      found.push(...some.map(({ details }) => details.output));
    return found.length === 0 ? undefined : found;
  }
}

const toMaterial = ({ details }: DetailedObservation) => ({
  input: details.input,
  output: details.output,
  metadata: details.metadata ?? {},
});

/** Of the pack alone: what evaluators reported is no finding of a detector. */
const toFindings = (analysis: StoredAnalysis | undefined): DetectorFindings => {
  if (!analysis) throw new NotAnalysedYet();
  const isOfPack = ({ detector }: Detection): boolean => !detector.startsWith(reportedBy);
  return { detections: analysis.verdict.detections.filter(isOfPack), skipped: analysis.verdict.skipped };
};

import { ExperimentLinks, ExperimentsService } from '@debrief/datasets';
import {
  decodeLogExport,
  decodeMetricExport,
  encodeExportAnswer,
  EntityService,
  type ExportOutcome,
  IngestionService,
  TraceExport,
  type OtlpSignal,
} from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type { SentExport } from './export-body';

type Store = (scope: Scope, projectId: string, sent: SentExport) => Promise<ExportOutcome>;

/** What becomes of an export, whatever carries it: each signal is decoded and stored in its own way. */
@Injectable()
export class OtlpExports {
  private readonly stores: Readonly<Record<OtlpSignal, Store>>;

  constructor(ingestion: IngestionService, entities: EntityService, experiments: ExperimentsService) {
    this.stores = {
      traces: async (scope, projectId, { bytes, encoding, isMerged }) => {
        const media = await ingestion.mediaLifter(scope, projectId);
        const sent = new TraceExport(bytes, encoding, new Date(), media);
        const links = new ExperimentLinks();
        const store = isMerged ? entities : ingestion;
        const outcome = await store.appendSpans(scope, projectId, sent, (span) => links.hear(span));
        // Before the answer: a client whose request breaks off here sends it again.
        await experiments.link(scope, projectId, links.all);
        return outcome;
      },
      logs: async (scope, projectId, { bytes, encoding }) => {
        const media = await ingestion.mediaLifter(scope, projectId);
        return ingestion.appendLogs(scope, projectId, decodeLogExport(bytes, encoding, media));
      },
      metrics: (scope, projectId, { bytes, encoding }) =>
        ingestion.appendPoints(scope, projectId, decodeMetricExport(bytes, encoding)),
    };
  }

  /** @returns the answer, in the export's encoding @throws DomainError MALFORMED; and as the ingestion throws */
  async store(scope: Scope, projectId: string, signal: OtlpSignal, sent: SentExport): Promise<Buffer> {
    return encodeExportAnswer(signal, sent.encoding, await this.stores[signal](scope, projectId, sent));
  }
}

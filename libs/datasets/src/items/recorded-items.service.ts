import { Database, type WorkspaceTx } from '@debrief/infra';
import { getIncident } from '@debrief/incidents';
import { MaskerCache } from '@debrief/ingestion';
import { conflict, isJsonObject, type JsonValue, notFound, type Scope } from '@debrief/kernel';
import { readRecordedValues, readRunFacts, type ValueTarget } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Created, Dataset } from '../datasets/dataset.types';
import { getDatasetForChange } from '../datasets/locate-dataset';
import { JsonSchemas } from '../schemas/json-schemas';
import { auditNewItem, createItem } from './create-item';
import { decideExpectedOutput } from './decide-expected-output';
import { selectItemPage } from './item.queries';
import type { DatasetItem, NewItem } from './item.types';
import { maskItem } from './mask-item';

/** What a client may say of an item that is made from a record. */
export interface RecordedItem {
  readonly id: string | null;
  /** Absent: the recorded output, or nothing where the run went wrong. */
  readonly expectedOutput?: JsonValue;
  readonly metadata: JsonValue;
}

/** Makes cases of what was recorded: of a run, of an observation, or of the run that stands for an incident. */
@Injectable()
export class RecordedItemsService {
  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
    private readonly schemas: JsonSchemas,
  ) {}

  /**
   * @throws DomainError NOT_FOUND dataset, trace, observation; INVALID for what does not fit the schemas; CONFLICT for an id that has other
   *   content
   */
  async fromTrace(
    scope: Scope,
    projectId: string,
    idOrName: string,
    source: ValueTarget & RecordedItem,
  ): Promise<Created<DatasetItem>> {
    const masked = await maskItem(this.maskers, scope, projectId, source);
    return this.database.inWorkspace(scope, async (tx) => {
      const dataset = await getDatasetForChange(tx, projectId, idOrName, 'items');
      return this.record(tx, scope, dataset, masked, []);
    });
  }

  /**
   * The case that an incident is: its first run that is still there. Asked again, it gives the item that it gave before.
   * @throws DomainError as `fromTrace`; NOT_FOUND incident; CONFLICT where no run of it is left
   */
  async fromIncident(
    scope: Scope,
    projectId: string,
    idOrName: string,
    source: RecordedItem & { readonly incidentId: string },
  ): Promise<Created<DatasetItem>> {
    const masked = await maskItem(this.maskers, scope, projectId, source);
    return this.database.inWorkspace(scope, async (tx) => {
      const dataset = await getDatasetForChange(tx, projectId, idOrName);
      const incident = await getIncident(tx, scope, source.incidentId);
      if (incident.projectId !== projectId) throw notFound('incident', source.incidentId);
      const filters = { datasetId: dataset.id, incidentId: incident.id };
      const [stored] = await selectItemPage(tx, projectId, filters, { beforeId: undefined, limit: 1 });
      if (stored) return { value: stored, isNew: false };
      const traceId = incident.representativeSessionId;
      if (traceId === null) throw conflict(`No run of the incident ${incident.id} is left`);
      return this.record(tx, scope, dataset, { ...masked, traceId, observationId: null }, [incident.id]);
    });
  }

  private async record(
    tx: WorkspaceTx,
    scope: Scope,
    dataset: Dataset,
    source: ValueTarget & RecordedItem,
    incidentIds: readonly string[],
  ): Promise<Created<DatasetItem>> {
    const { traceId, observationId } = source;
    const facts = await readRunFacts(tx, dataset.projectId, [traceId]);
    const run = facts.get(traceId);
    if (!run) throw notFound('trace', traceId);
    const [value] = await readRecordedValues(tx, dataset.projectId, [{ traceId, observationId }], facts);
    if (!value) throw notFound('observation', observationId ?? '');
    const tags = [...new Set([...incidentIds, ...run.incidentIds])];
    const item: NewItem = {
      id: source.id,
      input: value.input,
      expectedOutput: decideExpectedOutput(source.expectedOutput, value.output, run),
      metadata: tag(source.metadata, tags),
      sourceTraceId: traceId,
      sourceObservationId: observationId,
      status: 'ACTIVE',
      incidentIds: tags,
    };
    this.schemas.requireFit(dataset, item);
    const created = await createItem(tx, dataset, item);
    if (created.isNew) await auditNewItem(tx, scope, created.value);
    return created;
  }
}

/** Clients that know no incidents find them in the metadata. */
const tag = (metadata: JsonValue, incidentIds: readonly string[]): JsonValue => {
  if (incidentIds.length === 0 || (metadata !== null && !isJsonObject(metadata))) return metadata;
  return { ...metadata, incidentIds: [...incidentIds] };
};

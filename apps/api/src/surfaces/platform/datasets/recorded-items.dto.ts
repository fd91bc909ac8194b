import type { RecordedItem } from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import type { ValueTarget } from '@debrief/replay';
import { AnyJson, Text, Uuid } from '../../../http/fields';

const expectedNote =
  'Default: the recorded output; null where the trace failed or has a detection, since what it gave is no example then';

class RecordedItemBody {
  @Text({ max: 256, description: 'Of your choice, once a project; else one is made' }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @AnyJson({ nullable: true, description: expectedNote }) expectedOutput?: JsonValue;
  @AnyJson() metadata?: JsonValue;
}

export class FromTraceBody extends RecordedItemBody {
  @Text({ max: 256, required: true }) traceId!: string;
  @Text({ max: 256, description: 'An observation of the trace: its input and output are taken' })
  observationId?: string;
}

export class FromIncidentBody extends RecordedItemBody {
  @Uuid({ required: true }) incidentId!: string;
}

const toRecordedItem = ({ id, expectedOutput, metadata }: RecordedItemBody): RecordedItem => ({
  id: id ?? null,
  metadata: metadata ?? null,
  ...(expectedOutput !== undefined && { expectedOutput }),
});

export const toTraceSource = (body: FromTraceBody): ValueTarget & RecordedItem => ({
  ...toRecordedItem(body),
  traceId: body.traceId,
  observationId: body.observationId ?? null,
});

export const toIncidentSource = (body: FromIncidentBody) => ({ ...toRecordedItem(body), incidentId: body.incidentId });

import { IsOptional, IsUUID } from 'class-validator';

/** A job that concerns the workspace as a whole. */
export class WorkspacePayload {}

/** A job about one run, by its internal id. */
export class TracePayload {
  @IsUUID() traceId: string;
}

/** A job about one regression run. */
export class RegressionRunPayload {
  @IsUUID() regressionRunId: string;
}

/** A job of one evaluator. */
export class EvaluatorJobPayload {
  @IsUUID() evaluatorJobId: string;
}

/** A job about one fix run. */
export class FixRunPayload {
  @IsUUID() fixRunId: string;
}

export class RetentionPayload {
  @IsUUID() projectId: string;
  /** Traces up to this id were tried before: one that could not be removed does not stand in the way of the next. */
  @IsOptional() @IsUUID() afterTraceId?: string;
}

export class RelinkPayload {
  @IsUUID() incidentId: string;
  /** Runs up to this id were done before. */
  @IsOptional() @IsUUID() afterTraceId?: string;
}

/** A message to one endpoint. */
export class WebhookDeliveryPayload {
  @IsUUID() deliveryId: string;
}

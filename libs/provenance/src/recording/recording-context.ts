import { type Config, CONFIG, deriveKey } from '@debrief/infra';
import { type Masker, MaskerCache } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';

/** By what is recorded in a project. */
export interface RecordingContext {
  readonly masker: Masker;
  /** Of `hashContent`. */
  readonly hashKey: Buffer;
  readonly hashSecret: string;
  readonly maxTraceEvents: number;
}

@Injectable()
export class RecordingContexts {
  private readonly hashKey: Buffer;

  constructor(
    private readonly maskers: MaskerCache,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.hashKey = deriveKey(config.secret, 'provenance-content');
  }

  async of({ workspaceId }: Scope, projectId: string): Promise<RecordingContext> {
    return {
      masker: await this.maskers.of(workspaceId, projectId),
      hashKey: this.hashKey,
      hashSecret: this.config.secret,
      maxTraceEvents: this.config.limits.traceEvents,
    };
  }
}

/** Masks the texts of a record; whatever else it holds stays. */
export const maskTexts = <T extends object>(masker: Masker, record: T): T =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [field, maskOne(masker, value as unknown)])) as T;

const maskOne = (masker: Masker, value: unknown): unknown => {
  if (typeof value === 'string') return masker.maskText(value).value;
  if (Array.isArray(value)) return value.map((item: unknown) => maskOne(masker, item));
  return value;
};

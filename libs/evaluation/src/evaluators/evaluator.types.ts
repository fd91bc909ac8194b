import type { Definition, DefinitionInput } from '../definition/definition';
import type { TargetFilter } from '../definition/target-filter';

/** What looks at runs and scores them (platform.md B4), at its newest version. */
export interface Evaluator {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly description: string | null;
  /** From 1; a change of the definition is a new one. */
  readonly version: number;
  readonly definition: Definition;
  readonly targetFilter: TargetFilter;
  /** Of the runs that settle, 0 to 1. */
  readonly samplingRate: number;
  /** Whether it runs by itself. */
  readonly enabled: boolean;
  readonly templateId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What of an evaluator decides no score. */
interface EvaluatorSettings {
  readonly description?: string | null;
  /** Unchecked. */
  readonly targetFilter?: unknown;
  readonly samplingRate?: number | null;
  readonly enabled?: boolean | null;
}

export interface NewEvaluator extends EvaluatorSettings, DefinitionInput {
  readonly name: string;
  /** Its type and what is not given are those of the template. */
  readonly templateId?: string | null;
}

/** Absent: unchanged; null: as if it had never been given. */
export interface EvaluatorPatch extends EvaluatorSettings, DefinitionInput {
  readonly name?: string;
}

export interface EvaluatorFilters {
  readonly type?: string;
  readonly name?: string;
  readonly enabled?: boolean;
}

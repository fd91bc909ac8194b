import type { ScoreDataType } from './finding';

export interface ScoreCategory {
  readonly label: string;
  readonly value: number;
}

/** What scores that name it must be like. */
export interface ScoreConfig {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly dataType: ScoreDataType;
  readonly isArchived: boolean;
  /** Inclusive; null: no bound. NUMERIC alone has bounds. */
  readonly minValue: number | null;
  readonly maxValue: number | null;
  /** Of CATEGORICAL, and of BOOLEAN those that it always has. */
  readonly categories: readonly ScoreCategory[] | null;
  readonly description: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The categories of every BOOLEAN config. */
export const booleanCategories: readonly ScoreCategory[] = [
  { label: 'True', value: 1 },
  { label: 'False', value: 0 },
];

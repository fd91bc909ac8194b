import { invalid } from '@debrief/kernel';
import type { Finding } from './finding';
import type { ScoreConfig } from './score-config';

/**
 * A finding as its config has it: of a category the number that belongs to it.
 * @param name of the score; null: nothing said
 * @throws DomainError INVALID where the score is not as the config says
 */
export const fitConfig = (config: ScoreConfig, name: string | null, finding: Finding | null): Finding | null => {
  if (config.isArchived) throw invalid('configId', 'names a config that is archived');
  if (name !== null && name !== config.name) throw invalid('name', `must be that of the config: ${config.name}`);
  if (finding === null) return null;
  if (finding.dataType !== config.dataType) throw invalid('dataType', `must be that of the config: ${config.dataType}`);
  if (config.dataType === 'NUMERIC') checkRange(config, finding.value ?? 0);
  return config.dataType === 'CATEGORICAL' ? toCategory(config, finding) : finding;
};

const checkRange = ({ minValue, maxValue }: ScoreConfig, value: number): void => {
  if (minValue !== null && value < minValue) throw invalid('value', `must be at least ${minValue}, as the config says`);
  if (maxValue !== null && value > maxValue) throw invalid('value', `must be at most ${maxValue}, as the config says`);
};

const toCategory = ({ categories }: ScoreConfig, finding: Finding): Finding => {
  const category = (categories ?? []).find(({ label }) => label === finding.stringValue);
  if (!category) throw invalid('value', 'must be a category of the config');
  return { ...finding, value: category.value };
};

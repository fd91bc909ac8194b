import { DomainError, invalid } from '@debrief/kernel';
import { latestLabel } from './select-version';

const maxNameLength = 256;

/** @throws DomainError INVALID (name). Parts that a path would swallow (`.`, `..`, none at all) are no parts of a name. */
export const checkName = (name: string): void => {
  const problem = nameProblem(name);
  if (problem) throw invalid('name', problem);
};

const nameProblem = (name: string): string | undefined => {
  if (name === '' || name.length > maxNameLength) return `must have 1 to ${maxNameLength} characters`;
  // eslint-disable-next-line no-control-regex
  if (!name.isWellFormed() || /[\u0000-\u001f\u007f]/.test(name)) return 'must not hold control characters';
  if (name.split('/').some((part) => ['', '.', '..'].includes(part.trim())))
    return 'must not have an empty part, "." or ".." between slashes';
  return undefined;
};

const labelForm = /^[a-z0-9._-]{1,36}$/;

/** @throws DomainError INVALID (field) for a label that nobody can set */
export const checkLabel = (field: string, label: string): void => {
  if (!labelForm.test(label))
    throw invalid(field, 'must be 1 to 36 lower-case letters, digits, dots, hyphens and underscores');
  if (label === latestLabel) throw invalid(field, 'latest is always the highest version and cannot be set');
};

/** Each once, sorted. @throws DomainError INVALID (labels) */
export const readLabels = (field: string, labels: readonly string[]): string[] => {
  for (const label of labels) checkLabel(field, label);
  return [...new Set(labels)].sort();
};

/** @throws DomainError INVALID (tags) */
export const readTags = (tags: readonly string[]): string[] => {
  if (tags.some((tag) => tag === ''))
    throw new DomainError('INVALID', 'tags must not be empty', { fields: { tags: 'must hold no empty text' } });
  return [...new Set(tags)];
};

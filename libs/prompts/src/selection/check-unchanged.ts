import { canonicalJson, invalid, type JsonObject, type JsonValue } from '@debrief/kernel';
import { labelsOf, type SelectedPrompt } from '../prompt.types';

/**
 * Looks at the fields of a prompt that no change of it can touch. A client may send back what it read; anything else would be left out in
 * silence.
 * @param sent field → value
 * @throws DomainError INVALID for the first that differs from what is there
 */
export const checkUnchanged = ({ prompt, version }: SelectedPrompt, sent: Readonly<JsonObject>): void => {
  for (const [field, value] of Object.entries(sent)) {
    const rule = rules[field];
    if (rule && canonicalJson(toPlain(field, value)) !== canonicalJson(rule.of({ prompt, version })))
      throw invalid(field, rule.problem);
  }
};

const ofVersion = 'belongs to a version, which never changes: POST a new one to …/versions';

const rules: Readonly<
  Record<string, { readonly of: (selected: SelectedPrompt) => JsonValue; readonly problem: string }>
> = {
  name: { of: ({ prompt }) => prompt.name, problem: 'cannot be changed' },
  type: { of: ({ prompt }) => prompt.type, problem: 'cannot be changed' },
  content: { of: ({ version }) => version.content as JsonValue, problem: ofVersion },
  prompt: { of: ({ version }) => version.content as JsonValue, problem: ofVersion },
  config: { of: ({ version }) => version.config, problem: ofVersion },
  commitMessage: { of: ({ version }) => version.commitMessage, problem: ofVersion },
  labels: {
    of: ({ prompt, version }) => labelsOf(prompt, version.version),
    problem: 'are moved by POST …/labels and removed by DELETE',
  },
};

/** The order of labels says nothing, nor the case of a type. */
const toPlain = (field: string, value: JsonValue): JsonValue => {
  if (field === 'labels' && Array.isArray(value)) return [...value].sort();
  return field === 'type' && typeof value === 'string' ? value.toLowerCase() : value;
};

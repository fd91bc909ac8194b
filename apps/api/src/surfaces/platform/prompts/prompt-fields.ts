import { canonicalJson, invalid, type JsonValue } from '@debrief/kernel';

export const nameField = { max: 256, description: 'Parts between slashes are folders', example: 'reviews/code-review' };
export const labelField = { max: 36, example: 'production' };
export const labelsField = { max: 36, maxItems: 100, example: ['production'] };
export const tagsField = { max: 256, maxItems: 100, example: ['reviews'] };
export const versionField = { min: 1, max: 2_147_483_647 };
export const typeField = { max: 16, description: '`text` or `chat`, in any case', default: 'text' };
export const commitMessageField = { min: 0, max: 500, multiline: true };
export const descriptionField = { min: 0, max: 4_096, multiline: true };
export const contentDescription =
  'A text, or the messages of a chat: `{role, content}` or `{type: "placeholder", name}`, as a list or as JSON text. Variables are `{{ name }}`.';

/** The content of a body that may call it by either name. @throws DomainError INVALID where both are there and differ */
export const toContent = (body: {
  readonly content?: JsonValue;
  readonly prompt?: JsonValue;
}): { readonly contentField: string; readonly content: JsonValue | undefined } => {
  const { content, prompt } = body;
  if (content !== undefined && prompt !== undefined && canonicalJson(content) !== canonicalJson(prompt))
    throw invalid('prompt', 'must say the same as content');
  return content === undefined && prompt !== undefined
    ? { contentField: 'prompt', content: prompt }
    : { contentField: 'content', content };
};

/** A version's number in a path. @throws DomainError INVALID (version) */
export const toVersionNumber = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalid('version', 'must be a whole number of 1 or more');
  return Number(text);
};

/** `{{ name }}`; anything else in braces is text. Each place is looked at once and blanks end at a character that is none: linear. */
const variablePattern = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

/** A template in pieces: texts and, between each two of them, the name of a variable. */
export interface TemplateParts {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/** Reads a template once, from left to right: `{{{a}}}` is a variable in braces, `{{ a b }}` and `{{1}}` are text. */
export const readTemplate = (template: string): TemplateParts => {
  const texts: string[] = [];
  const names: string[] = [];
  let end = 0;
  for (const match of template.matchAll(variablePattern)) {
    texts.push(template.slice(end, match.index));
    names.push(match[1] as string);
    end = match.index + match[0].length;
  }
  return { texts: [...texts, template.slice(end)], names };
};

/** The variables of a template, each once, in order of first use. */
export const findVariables = (template: string): string[] => [...new Set(readTemplate(template).names)];

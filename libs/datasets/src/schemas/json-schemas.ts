import { invalid, type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type JsonSchema, readJsonSchema } from './json-schema';

/** Somebody waits, and all others with him. */
const use = { errors: 'first', checkMs: 250 } as const;

const mostHeld = 100;

/** What the values of an item stand under, as stored. */
export interface ItemSchemas {
  readonly inputSchema: JsonText | null;
  readonly expectedOutputSchema: JsonText | null;
}

/** Checks the values of items. Holds the schemas that were used lately: making one ready takes longer than a check. */
@Injectable()
export class JsonSchemas {
  private readonly held = new LRUCache<JsonText, JsonSchema>({ max: mostHeld });

  /** @throws DomainError INVALID naming the field of a schema that is none */
  requireSchemas({ inputSchema, expectedOutputSchema }: ItemSchemas): void {
    this.schemaOf('inputSchema', inputSchema);
    this.schemaOf('expectedOutputSchema', expectedOutputSchema);
  }

  /**
   * An expected output that is not given is not checked: it may be added later.
   * @throws DomainError INVALID naming the field that does not fit
   */
  requireFit(schemas: ItemSchemas, item: { readonly input: JsonValue; readonly expectedOutput: JsonValue }): void {
    const problem = problemOf(this.schemaOf('inputSchema', schemas.inputSchema), item.input);
    if (problem) throw invalid('input', `does not fit the data set's schema: ${problem}`);
    if (item.expectedOutput === null) return;
    const schema = this.schemaOf('expectedOutputSchema', schemas.expectedOutputSchema);
    const wrong = problemOf(schema, item.expectedOutput);
    if (wrong) throw invalid('expectedOutput', `does not fit the data set's schema: ${wrong}`);
  }

  private schemaOf(field: string, text: JsonText | null): JsonSchema | undefined {
    if (text === null) return undefined;
    const held = this.held.get(text);
    if (held) return held;
    const read = readJsonSchema(parseJson(text), use);
    if (typeof read === 'string') throw invalid(field, read);
    this.held.set(text, read);
    return read;
  }
}

/** Undefined: it fits. */
const problemOf = (schema: JsonSchema | undefined, value: JsonValue): string | undefined => {
  const checked = schema?.check(value);
  return checked?.kind === 'given_up' ? checked.problem : checked?.errors[0];
};

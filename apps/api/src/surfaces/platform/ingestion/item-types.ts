import { observationTypes, type ObservationWord } from '@debrief/ingestion';

/** What an item of a batch is about, and how it says it. */
export type ItemType =
  | { readonly about: 'trace' }
  /** Without a word its body says what it is. */
  | { readonly about: 'observation'; readonly kind: 'create' | 'update'; readonly word?: ObservationWord }
  | { readonly about: 'operation'; readonly name: 'file' | 'terminal' }
  | { readonly about: 'score' }
  | { readonly about: 'checkpoint' }
  | { readonly about: 'git-link' }
  | { readonly about: 'log' };

/** The types of platform.md C2. */
export const itemTypes: ReadonlyMap<string, ItemType> = new Map<string, ItemType>([
  ['trace-create', { about: 'trace' }],
  ['trace-update', { about: 'trace' }],
  ...observationTypes.flatMap((word): [string, ItemType][] => [
    [`${word}-create`, { about: 'observation', kind: 'create', word }],
    [`${word}-update`, { about: 'observation', kind: 'update', word }],
  ]),
  ['observation-create', { about: 'observation', kind: 'create' }],
  ['observation-update', { about: 'observation', kind: 'update' }],
  ['file-operation-create', { about: 'operation', name: 'file' }],
  ['terminal-command-create', { about: 'operation', name: 'terminal' }],
  ['score-create', { about: 'score' }],
  ['checkpoint-create', { about: 'checkpoint' }],
  ['git-link-create', { about: 'git-link' }],
  ['sdk-log', { about: 'log' }],
]);

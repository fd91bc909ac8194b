import type { Script, ScriptedCall } from '../../setup/model-server';

/** The file that the scripted model mends. */
export const bookFile = { path: 'agents/book.ts', text: 'export const book = (day: string) => confirm(day);\n' };

export const read = (path: string): ScriptedCall => ({ name: 'read_file', input: { path } });
export const edit = (path: string, before: string, after: string): ScriptedCall => ({
  name: 'edit_file',
  input: { path, before, after },
});
export const create = (path: string, content: string): ScriptedCall => ({
  name: 'create_file',
  input: { path, content },
});
export const finish = (changes: object = {}): ScriptedCall => ({
  name: 'finish',
  input: {
    plan: ['Read the warnings', 'Ask before confirming'],
    summary: 'Asks when a warning is shown.',
    confidence: 0.7,
    ...changes,
  },
});

export const goodEdit = edit(bookFile.path, 'confirm(day)', 'warned() ? ask(day) : confirm(day)');

/** Answers turn by turn, the last one again and again. */
export const turns =
  (...answers: readonly (readonly ScriptedCall[])[]): Script =>
  ({ turn }) => ({ calls: answers[Math.min(turn, answers.length - 1)]! });

/** Looks, mends, and says so. */
export const mends = turns(
  [{ name: 'search', input: { text: 'confirm' } }],
  [read(bookFile.path)],
  [goodEdit, create('agents/warned.ts', 'export const warned = () => false;\n')],
  [finish()],
);

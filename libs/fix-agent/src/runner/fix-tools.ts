import type { LoopTool } from '@debrief/infra';
import type { z } from 'zod';
import { type CheckoutFiles, FileError } from '../checkout/checkout-files';
import type { RefusedAct } from '../fix-run.types';
import type { DataBoundary } from './data-boundary';
import { createFixToolInputs, type FixToolInputs } from './fix-tool-inputs';

/** What a model says when it is done. */
export interface Finished {
  readonly plan: readonly string[];
  readonly summary: string;
  readonly confidence: number;
}

/** What a run's tools have come to. */
export interface ToolState {
  finished: Finished | null;
  /** A write that a rule refused: it ends the run. */
  violation: RefusedAct | null;
  readonly refusals: RefusedAct[];
}

export interface ToolBench {
  readonly files: CheckoutFiles;
  readonly boundary: DataBoundary;
  readonly state: ToolState;
  /** Takes secrets out of what the model is shown. */
  readonly mask: (text: string) => string;
  readonly note: (kind: 'tool_call' | 'tool_result', content: Readonly<Record<string, unknown>>) => Promise<void>;
}

const maxAnswer = 48 * 1024;
const maxRefusals = 50;

type ToolName = keyof FixToolInputs;
type Input<N extends ToolName> = z.infer<FixToolInputs[N]>;

const descriptions: Readonly<Record<ToolName, string>> = {
  list_files: 'Lists files',
  read_file: 'Reads lines of a text file',
  search: 'Finds the lines that hold a text',
  edit_file: 'Replaces a text in a file',
  create_file: 'Makes a new text file',
  finish: 'Ends the work',
};

const writes = new Set<ToolName>(['edit_file', 'create_file']);

/** The tools of a fix agent. What comes from the repository is masked and quoted as data; every call and answer is noted. */
export const createFixTools = async (bench: ToolBench): Promise<Record<ToolName, LoopTool>> => {
  const inputs = await createFixToolInputs();
  const { files, state } = bench;
  const quote = (source: string, content: string): string => bench.boundary.quote(source, clip(bench.mask(content)));
  const run: { readonly [N in ToolName]: (input: Input<N>) => Promise<string> } = {
    list_files: async (input) => quote('names of files', (await files.list(input.folder)).join('\n')),
    read_file: async (input) => readLines(await files.read(input.path), input, quote),
    search: async (input) => {
      const hits = await files.search(input.text, input.folder);
      if (hits.length === 0) return 'No line holds it.';
      return quote(
        'lines that hold the text',
        hits.map((hit) => `${hit.path}:${hit.line}: ${hit.text.slice(0, 300)}`).join('\n'),
      );
    },
    edit_file: async (input) => {
      await files.edit(input.path, input.before, input.after);
      return 'Done.';
    },
    create_file: async (input) => {
      await files.create(input.path, input.content);
      return 'Done.';
    },
    finish: async (input) => {
      state.finished = input;
      return 'Done.';
    },
  };
  const toTool = <N extends ToolName>(name: N): LoopTool => ({
    description: descriptions[name],
    input: inputs[name],
    run: async (given) => {
      if (state.violation || state.finished) return 'The work is over.';
      await bench.note('tool_call', { tool: name, input: given });
      const answer = await answerOf(bench, name, () => run[name](given as Input<N>), given as { path?: string });
      await bench.note('tool_result', { tool: name, result: answer });
      return answer;
    },
  });
  return Object.fromEntries(Object.keys(inputs).map((name) => [name, toTool(name as ToolName)])) as Record<
    ToolName,
    LoopTool
  >;
};

/** What a rule or the file system says against a call is the model's answer; a refused write ends the run. */
const answerOf = async (
  { state }: ToolBench,
  name: ToolName,
  work: () => Promise<string>,
  given: { readonly path?: string; readonly folder?: string },
): Promise<string> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.problem.kind === 'refused') {
      const act = { tool: name, path: (given.path ?? given.folder ?? '').slice(0, 512), detail: error.problem.detail };
      if (state.refusals.length < maxRefusals) state.refusals.push(act);
      if (writes.has(name)) state.violation = act;
    }
    return `Not done: ${error.message}.`;
  }
};

const readLines = (
  content: string,
  input: Input<'read_file'>,
  quote: (source: string, content: string) => string,
): string => {
  const lines = content.split('\n');
  const shown = lines.slice(input.from_line - 1, input.from_line - 1 + input.lines);
  return quote(
    `lines ${input.from_line} to ${input.from_line - 1 + shown.length} of ${lines.length}`,
    shown.join('\n'),
  );
};

const clip = (content: string): string =>
  content.length <= maxAnswer ? content : `${content.slice(0, maxAnswer).toWellFormed()}\n… (cut)`;

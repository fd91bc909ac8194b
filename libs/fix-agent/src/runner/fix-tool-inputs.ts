const maxLines = 400;

/** What the tools of a fix agent take. The library is loaded with the first run: a process that runs none does without its 18 MiB. */
export const createFixToolInputs = async () => {
  const { z } = await import('zod');
  const path = z.string().max(512).describe('Relative to the root of the repository');
  const folder = z.string().max(512).default('').describe('A folder; empty: all');
  const text = z.string().max(256 * 1024);
  return {
    list_files: z.object({ folder }),
    read_file: z.object({
      path,
      from_line: z.number().int().min(1).default(1),
      lines: z.number().int().min(1).max(maxLines).default(maxLines),
    }),
    search: z.object({ text: z.string().min(1).max(500).describe('As it is written; no pattern'), folder }),
    edit_file: z.object({ path, before: text.describe('Text that stands in the file exactly once'), after: text }),
    create_file: z.object({ path, content: text }),
    finish: z.object({
      plan: z.array(z.string().max(1_000)).min(1).max(20),
      summary: z.string().min(1).max(2_000),
      confidence: z.number().min(0).max(1),
    }),
  } as const;
};
export type FixToolInputs = Awaited<ReturnType<typeof createFixToolInputs>>;

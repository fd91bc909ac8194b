import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const example = join(__dirname, '..', '..', '..', 'examples', 'browser-booking');

/** The files of the example agent, as a team's repository would hold them. */
export const exampleFiles = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(example, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(example, file), readFileSync(file, 'utf8')]),
  );

/** Runs the agent that lies in a folder, as its owner or a replay would. @returns the id of the run that it recorded */
export const runAgent = async (folder: string, env: Readonly<Record<string, string>>): Promise<string> => {
  const agent = spawn(process.execPath, [join(folder, 'agent.mjs')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [agent.stdout, agent.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(agent, 'close')) as [number | null];
  const id = /^Recorded (\S+)$/m.exec(output)?.[1];
  if (code !== 0 || id === undefined) throw new Error(`the agent ended with ${code}: ${output}`);
  return id;
};

/** The example as it is on this machine. */
export const runExample = (env: Readonly<Record<string, string>>): Promise<string> => runAgent(example, env);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Credentials } from './credentials';

/**
 * Runs an example agent as its reader would: with the address and an API key, nothing else. Throws when it fails.
 * @returns the id of the run that it recorded
 */
export async function runExample(script: string, { url, api_key }: Credentials): Promise<string> {
  const env = { PATH: process.env.PATH, DEBRIEF_URL: url, DEBRIEF_API_KEY: api_key.secret_key };
  const agent = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
  let [said, complaint] = ['', ''];
  agent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  agent.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(agent, 'close')) as [number | null];
  const traceId = said.match(/^Recorded (\S+)$/m)?.[1];
  if (code === 0 && traceId) return traceId;
  const message = complaint.match(/^\w*Error: .*/m)?.[0] ?? complaint.trim();
  throw new Error(message || (code === null ? 'it did not end in 30 s' : `it ended with code ${code}`));
}

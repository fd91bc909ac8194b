import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Credentials } from './credentials';

/** Runs an example agent as its reader would: with the address and an API key, nothing else. Throws when it fails. */
export async function runExample(script: string, { url, api_key }: Credentials): Promise<void> {
  const env = { PATH: process.env.PATH, DEBRIEF_URL: url, DEBRIEF_API_KEY: api_key.secret_key };
  const agent = spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 30_000 });
  let complaint = '';
  agent.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(agent, 'close')) as [number | null];
  if (code === 0) return;
  const message = complaint.match(/^\w*Error: .*/m)?.[0] ?? complaint.trim();
  throw new Error(message || (code === null ? 'it did not end in 30 s' : `it ended with code ${code}`));
}

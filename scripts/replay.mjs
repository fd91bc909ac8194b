// Works off a regression run in pull mode: runs your agent once for each case, and waits for the verdict.
//   DEBRIEF_API_KEY=... npm run replay -- --run <id> -- <command that runs the agent once>
// The command finds in its environment what it is to do: DEBRIEF_RESULT_TRACE_ID (record the run under this id), DEBRIEF_CASSETTE_URL
// (POST tool calls there), DEBRIEF_CASE_ID, DEBRIEF_TRACE_ID, DEBRIEF_USER_GOAL, DEBRIEF_REF and DEBRIEF_DEADLINE.
// Exit code: 0 for fixed and improved, 1 for any other verdict, 2 when it could not be done.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals: command } = parseArgs({
  allowPositionals: true,
  options: { run: { type: 'string' }, url: { type: 'string' } },
});
const url = values.url ?? process.env.DEBRIEF_URL ?? 'http://127.0.0.1:4318';
const apiKey = process.env.DEBRIEF_API_KEY;
if (!values.run || command.length === 0) fail('usage: npm run replay -- --run <id> -- <command>');
if (!apiKey) fail('Set DEBRIEF_API_KEY: a key of the project with the scopes ingest, read and write.');

const run = `/api/regression-runs/${encodeURIComponent(values.run)}`;
for (const task of await takeWork()) await replay(task);
const { verdict, status, before_fail, after_fail, fallback_reason } = await until(
  async () => (await get(run)).regression_run,
  ({ completed_at }) => completed_at !== null,
);
console.log(
  `${status}: ${verdict} (${before_fail} failed before, ${after_fail} after${fallback_reason ? `, ${fallback_reason}` : ''})`,
);
process.exit(verdict === 'fixed' || verdict === 'improved' ? 0 : 1);

/** The worker makes the run ready first: its cassettes and the traces to record. */
async function takeWork() {
  const { cases } = await until(
    () => get(`${run}/work`),
    ({ status: state, cases: tasks }) => tasks.length > 0 || (state !== 'queued' && state !== 'running'),
  );
  return cases;
}

async function replay(task) {
  const env = {
    DEBRIEF_URL: url,
    DEBRIEF_RESULT_TRACE_ID: task.result_trace_id,
    DEBRIEF_CASSETTE_URL: new URL(new URL(task.cassette_url).pathname + new URL(task.cassette_url).search, url).href,
    DEBRIEF_CASE_ID: task.case_id,
    DEBRIEF_TRACE_ID: task.trace_id,
    DEBRIEF_USER_GOAL: task.user_goal ?? '',
    DEBRIEF_REF: task.ref ?? '',
    DEBRIEF_DEADLINE: task.deadline,
  };
  const [file, ...args] = command;
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: 'inherit' });
  const timer = setTimeout(() => child.kill(), Math.max(0, Date.parse(task.deadline) - Date.now()));
  const code = await new Promise((resolve) => child.once('error', fail).once('exit', resolve));
  clearTimeout(timer);
  // What the agent recorded decides, not how its process ended.
  console.log(`${task.trace_id} → ${task.result_trace_id}: the command ended with ${code}`);
}

async function until(read, isEnough) {
  for (;;) {
    const value = await read();
    if (isEnough(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function get(path) {
  const response = await fetch(url + path, { headers: { Authorization: `Bearer ${apiKey}` } }).catch(fail);
  if (!response.ok) fail(`GET ${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function fail(message) {
  console.error(message instanceof Error ? message.message : message);
  process.exit(2);
}

import { JobQueue, listDeadLetters, readConfigOrExit, retryDeadLetter, toQueueConfig } from '@debrief/infra';

const usage = `Usage: node dist/apps/worker/src/dead-letters.js list | retry <id> … | retry --all
Jobs that were given up, with the settings of the worker: the newest 1,000 of each queue are kept for 14 days.`;
const kept = 1_000;

/** For operators: prints the jobs that were given up, a JSON line each, or gives some back to the workers. */
const run = async (queue: JobQueue, [command, ...ids]: readonly string[]): Promise<number> => {
  if (command === 'list' && ids.length === 0) {
    for (const letter of await listDeadLetters(queue, kept)) console.log(JSON.stringify(letter));
    return 0;
  }
  if (command !== 'retry' || ids.length === 0) {
    console.error(usage);
    return 2;
  }
  const wanted = ids[0] === '--all' ? (await listDeadLetters(queue, kept)).map(({ id }) => id) : ids;
  let missing = 0;
  for (const id of wanted) {
    const isRetried = await retryDeadLetter(queue, id);
    console.log(JSON.stringify({ id, retried: isRetried }));
    if (!isRetried) missing += 1;
  }
  return missing === 0 ? 0 : 1;
};

const start = async (): Promise<void> => {
  const queue = new JobQueue(toQueueConfig(readConfigOrExit(process.env)), ({ message }) => console.error(message));
  try {
    process.exitCode = await run(queue, process.argv.slice(2));
  } finally {
    await queue.close();
  }
};

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});

import { join } from 'node:path';
import { credentialsFile } from './credentials';
import { Instance } from './instance';
import { type Options, readOptions } from './options';

const hastenAfter = 1_000;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  const instance = new Instance(options, (line) => console.log(line));

  let stopAsked = 0;
  const stop = (): void => {
    // Ctrl-C arrives twice: from the terminal, and passed on by npm. Only a later one means "hurry".
    if (stopAsked > 0) return Date.now() - stopAsked > hastenAfter ? instance.hasten() : undefined;
    stopAsked = Date.now();
    console.log('\nStopping ... (once more to hurry)');
    void instance.stop().then(
      () => process.exit(0),
      (error: Error) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  // Under nohup there is no terminal, and the hang-up is to be ignored.
  if (process.stdout.isTTY) process.on('SIGHUP', stop);
  process.stdout.on('error', () => undefined); // The terminal has gone; the instance ends in order all the same.
  stopWithNpm(stop);

  try {
    await instance.start();
    if (stopAsked === 0) console.log(`\n${whereToLook(options)}\n\nCtrl-C stops it.`);
  } catch (error) {
    if (stopAsked > 0) return;
    await instance.stop().catch(() => undefined);
    fail(error as Error);
  }
}

const whereToLook = ({ url, home }: Options): string =>
  [
    `Debrief is ready at ${url}`,
    `  credentials  ${credentialsFile(home)}`,
    `  reference    ${url}/docs`,
    `  logs         ${join(home, 'logs')}`,
  ].join('\n');

/** npm that is killed outright passes nothing on, and whoever killed it expects the server to be gone. */
function stopWithNpm(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const { ppid } = process;
  const timer = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(timer);
    stop();
  }, 1_000);
}

function fail(error: Error): never {
  console.error(`\n${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`);
  process.exit(1);
}

main().catch(fail);

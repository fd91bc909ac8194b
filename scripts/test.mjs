// Runs jest with what it needs to load ES modules; arguments go to jest (npm test -- libs/kernel).
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 9)) {
  console.error(
    `The tests need Node 24.9 or newer, this is ${process.version}. It comes from npm on Linux; elsewhere install it.`,
  );
  process.exit(1);
}

const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const jest = join(import.meta.dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js');
const tests = spawn(process.execPath, [...flags, jest, ...process.argv.slice(2)], { stdio: 'inherit' });

// Ctrl-C reaches jest by itself; this process stays until jest has put away what it started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
tests.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

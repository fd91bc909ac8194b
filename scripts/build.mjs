// Compiles apps, libs and benchmarks to dist/, only when a source or a compiler setting changed since the last complete build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

const stamp = join('dist', '.built');
const sources = ['apps', 'bench', 'libs'].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => /\.(ts|json)$/.test(file))
    .map((file) => join(folder, file)),
);
const inputs = [...sources, 'nest-cli.json', 'tsconfig.json', '.swcrc', 'package-lock.json'].sort();

const hash = createHash('sha256');
for (const file of inputs) hash.update(`${file}\0`).update(readFileSync(file));
const fingerprint = hash.digest('hex');

if (readStamp() === fingerprint) process.exit(0);

console.log('Building ...');
// A file that was renamed or deleted must not live on in dist. Without the stamp, an interrupted build is repeated.
rmSync('dist', { recursive: true, force: true });
const nest = join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const build = spawnSync(process.execPath, [nest, 'build', '--all'], { encoding: 'utf8' });
if (build.status !== 0) {
  console.error(`${build.stdout}${build.stderr}\nThe build failed.`);
  process.exit(1);
}
writeFileSync(stamp, fingerprint);

function readStamp() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

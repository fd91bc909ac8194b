import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** An OpenAPI document, as far as it is looked at. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface OpenApiOperation {
  readonly parameters?: readonly object[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { schema: object }>>;
  };
}

/** GitHub's published description, cut to the operations in use, or why there is none. */
export type ProvidedDescription = { readonly description: OpenApi } | { readonly skipped: string };

const source = '@octokit/openapi@23.0.2';
const file = 'package/generated/api.github.com.json';

/**
 * Fetched once and kept in the user's cache: the package is 394 MB unpacked, one file of it is needed, and of that a part. Blocks;
 * meant for the moment when suites are defined.
 * @param operations `METHOD /path/{of}/description`
 */
export function provideDescription(operations: readonly string[]): ProvidedDescription {
  const digest = createHash('sha256')
    .update([source, ...operations].join('\n'))
    .digest('hex');
  const kept = join(homedir(), '.cache', 'debrief', `github-${digest.slice(0, 12)}.json`);
  if (!existsSync(kept)) {
    const problem = fetchInto(kept, operations);
    if (problem && process.env.CI)
      throw new Error(`${problem}: here the suites that need GitHub's description must not be skipped.`);
    if (problem) return { skipped: problem };
  }
  return { description: JSON.parse(readFileSync(kept, 'utf8')) as OpenApi };
}

/** @returns what went wrong */
function fetchInto(kept: string, operations: readonly string[]): string | undefined {
  const work = `${kept}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  console.log(`Fetching ${source} ...`);
  try {
    const packed = spawnSync('npm', ['pack', source, '--silent'], { cwd: work, encoding: 'utf8', timeout: 300_000 });
    if (packed.status !== 0) return `npm cannot fetch ${source}`;
    const unpacked = spawnSync('tar', ['-xzf', packed.stdout.trim(), file], { cwd: work });
    if (unpacked.status !== 0) return `${source} has no ${file}`;
    const whole = JSON.parse(readFileSync(join(work, file), 'utf8')) as OpenApi;
    const cut = join(work, 'cut.json');
    writeFileSync(cut, JSON.stringify(cutTo(whole, operations)));
    renameSync(cut, kept);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The operations, and the components that they lead to. @throws for an operation that GitHub does not have */
function cutTo({ paths, components }: OpenApi, operations: readonly string[]): OpenApi {
  const keptPaths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of operations) {
    const [method = '', path = ''] = operation.split(' ');
    const found = paths[path]?.[method.toLowerCase()];
    if (!found) throw new Error(`GitHub's description has no ${operation}`);
    const { parameters, requestBody } = found;
    keptPaths[path] = { ...keptPaths[path], [method.toLowerCase()]: { parameters, requestBody } };
  }
  const keptComponents: Record<string, Record<string, unknown>> = {};
  const follow = (value: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(value).matchAll(/"#\/components\/([^/"]+)\/([^"]+)"/g)) {
      const component = components[kind]?.[name];
      if (keptComponents[kind]?.[name] !== undefined) continue;
      (keptComponents[kind] ??= {})[name] = component;
      follow(component);
    }
  };
  follow(keptPaths);
  return { paths: keptPaths, components: keptComponents };
}

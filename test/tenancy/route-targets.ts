import { randomBytes, randomUUID } from 'node:crypto';
import { nativeRows } from './native-targets';
import { platformQueries, platformRows } from './platform-targets';
import type { Site } from './site';

/** A path with its parameters filled in: with ids of rows, and with ids that nothing has. */
export interface Target {
  readonly path: string;
  readonly madeUp: string;
  /** Whether it names a row of the workspace. */
  readonly namesRow: boolean;
}

/**
 * What a parameter names, by the segment before it (`/api/traces/:id`, `…/api-keys/:keyId`), or by both where that is not enough: makes a
 * new row of the workspace and gives its id. A parameter behind another segment needs a line here.
 */
const rows: Readonly<Record<string, (site: Site) => Promise<string>>> = { ...nativeRows, ...platformRows };

/** Ids that are no UUID, where nothing has them. */
const unknown: Readonly<Record<string, () => string>> = {
  files: () => randomBytes(32).toString('hex'),
  versions: () => '999',
};

/** Parameters that name no row of a workspace. */
const fixed: Readonly<Record<string, string>> = {
  commit: 'a1b2c3d',
  docs: 'start.js',
  objects: 'artifacts/none',
  'media-content': 'none',
};

/** What routes must be asked with, by their end. */
const queries: Readonly<Record<string, string>> = {
  aggregates: '?metric_name=requests',
  'by-trace': '?traceId=none',
  stats: '?from_timestamp=2026-11-01T00:00:00Z&to_timestamp=2026-12-01T00:00:00Z&name=quality',
};

/** @param path as declared, e.g. `/api/projects/:id/api-keys/:keyId` */
export const fillPath = async (site: Site, path: string): Promise<Target> => {
  const [real, madeUp]: [string[], string[]] = [[], []];
  let namesRow = false;
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const kind = segments[index - 1] ?? '';
    const isParameter = /^[:*]/.test(segment);
    const makeRow = rows[`${kind}/${segment}`] ?? rows[kind];
    if (!isParameter || kind in fixed) {
      for (const list of [real, madeUp]) list.push(isParameter ? fixed[kind]! : segment);
      continue;
    }
    if (!makeRow) throw new Error(`${path}: what does ${segment} name? Add "${kind}" to nativeRows or platformRows`);
    namesRow = true;
    real.push(await makeRow(site));
    madeUp.push(unknown[kind]?.() ?? randomUUID());
  }
  const naming = platformQueries[path] ?? platformQueries[segments.at(-1) ?? ''];
  if (naming) {
    const query = await naming.real(site);
    return { path: real.join('/') + query, madeUp: madeUp.join('/') + naming.madeUp(), namesRow: true };
  }
  const query = queries[segments.at(-1) ?? ''] ?? '';
  return { path: real.join('/') + query, madeUp: madeUp.join('/') + query, namesRow };
};

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '..', '..');

/**
 * Where code looks across workspaces, and for what reason. A new line here is a decision: say in the review why `inWorkspace`
 * does not serve.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'apps/worker/src/outbox-relay.ts': ['relay outbox'],
  'apps/worker/src/schedules.ts': ['sweep'],
  'libs/infra/src/infra.module.ts': ['readiness'],
  'libs/infra/src/jobs/jobs-readiness.ts': ['readiness'],
  'libs/repositories/src/events/github-events.service.ts': ['github event'],
  'libs/tenancy/src/credentials/credentials.service.ts': ['authenticate', 'authenticate', 'authenticate'],
  'libs/tenancy/src/credentials/key-usage.ts': ['authenticate'],
  'libs/tenancy/src/onboarding/onboarding.service.ts': ['bootstrap'],
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'));

const callsIn = (source: string): string[] =>
  [...source.matchAll(/\.asSystem(?:Client)?\(\s*('[^']*'|[^,)]*)/g)].map(([, reason = '']) =>
    reason.replaceAll("'", ''),
  );

it('only the listed places look across workspaces', () => {
  const found: Record<string, string[]> = {};
  for (const file of [...sources(join(root, 'libs')), ...sources(join(root, 'apps'))]) {
    const calls = callsIn(readFileSync(file, 'utf8'));
    if (calls.length > 0) found[relative(root, file)] = calls.sort();
  }
  expect(found).toEqual(allowed);
});

it('only the database client takes on the role that sees every workspace', () => {
  const files = [...sources(join(root, 'libs')), ...sources(join(root, 'apps'))].filter((file) =>
    /'debrief_system'/.test(readFileSync(file, 'utf8')),
  );
  expect(files.map((file) => relative(root, file)).sort()).toEqual(['libs/infra/src/database/database.ts']);
});

it.each([
  [`await this.database.asSystem('sweep', work)`, ['sweep']],
  [`database\n  .asSystem(\n    'sweep',\n    work,\n  )`, ['sweep']],
  [`database.asSystemClient('sweep', work)`, ['sweep']],
  ['database.asSystem(reason, work)', ['reason']],
  ['database.inWorkspace(scope, work)', []],
])('reads calls out of %j', (source, calls) => expect(callsIn(source)).toEqual(calls));

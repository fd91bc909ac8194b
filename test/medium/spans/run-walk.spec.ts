import type { CursorPosition } from '@debrief/infra';
import { sql } from 'kysely';
import { behind } from '../../../libs/replay/src/spans/keyset';
import { walkRuns } from '../../../libs/replay/src/spans/run-walk.queries';
import { runBounds, spanKeys, spanTies } from '../../../libs/replay/src/spans/span-order';
import { insertSpanTrace, suiteStart } from '../../factories/otel';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const runs = 30;
const lowest = '00000000-0000-0000-0000-000000000000';
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const columns = ['duration_ms', 'end_time'] as const;
const directions = ['asc', 'desc'] as const;
const ways = columns.flatMap((column) => directions.map((direction) => [column, direction] as const));

describe('a walk over the runs of a project', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;
  /** Of the runs in the order of their numbers. */
  let ids: string[];

  /** Run n begins at second n with two spans, of 500 + n and 400 + n milliseconds. */
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    ids = [];
    for (let n = 0; n < runs; n += 1) {
      const at = n * 1_000;
      const spans = [
        { at, lasts: 500 + n },
        { at, lasts: 400 + n },
      ];
      ids.push((await insertSpanTrace(suite.database, own, { spans })).id);
    }
  });

  const pretendToHave = (spans: number): Promise<unknown> =>
    suite.admin.query('insert into debrief.project_tally (workspace_id, project_id, spans) values ($1, $2, $3)', [
      own.workspaceId,
      own.projectId,
      spans,
    ]);

  const walk = (
    [column, direction]: (typeof ways)[number],
    { after, limit = 3 }: { readonly after?: CursorPosition; readonly limit?: number } = {},
  ) => {
    const [order, key] = [{ column, direction }, spanKeys[column]!];
    const place = after ? behind(key, spanTies, order, after) : sql`true`;
    return suite.database.inWorkspace(own.scope, (tx) =>
      walkRuns(
        tx,
        {
          ...{ projectId: own.projectId, order, key, bounds: runBounds[column]!, isFiltered: false },
          spansWhere: (which) => sql`from event e where ${place} and ${which}`,
        },
        { after, offset: 0, limit },
      ),
    );
  };
  const named = (places: Awaited<ReturnType<typeof walk>>) =>
    places?.map(({ traceId, seq }) => `${ids.indexOf(traceId)}/${seq}`);

  it.each([
    [
      ['duration_ms', 'desc'],
      ['29/0', '28/0', '27/0'],
    ],
    [
      ['duration_ms', 'asc'],
      ['0/1', '1/1', '2/1'],
    ],
    [
      ['end_time', 'desc'],
      ['29/0', '29/1', '28/0'],
    ],
    [
      ['end_time', 'asc'],
      ['0/1', '0/0', '1/1'],
    ],
  ] as const)('by %j finds the page', async (way, expected) => {
    await pretendToHave(1e9);
    expect(named(await walk(way))).toEqual(expected);
  });

  const momentOf = (ms: number): string => new Date(suiteStart + ms).toISOString();
  it.each([
    [['duration_ms', 'desc'], '510', lowest, ['9/0', '8/0', '7/0']],
    [['duration_ms', 'asc'], '410', highest, ['11/1', '12/1', '13/1']],
    [['end_time', 'desc'], momentOf(10_000), lowest, ['9/0', '9/1', '8/0']],
    [['end_time', 'asc'], momentOf(10_000), highest, ['10/1', '10/0', '11/1']],
  ] as const)('by %j finds what follows a position', async (way, value, id, expected) => {
    await pretendToHave(1e9);
    expect(named(await walk(way, { after: [value, id, 0] }))).toEqual(expected);
  });

  it.each(ways)('by %s %s leads nowhere where fewer spans have ended than the page shows', async (...way) => {
    await pretendToHave(1e9);
    expect(await walk(way, { limit: 2 * runs })).toHaveLength(2 * runs);
    expect(await walk(way, { limit: 2 * runs + 1 })).toBeUndefined();
  });

  it('is not begun in a small project', async () => {
    expect(await walk(['duration_ms', 'desc'])).toBeUndefined();
  });
});

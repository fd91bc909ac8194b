import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { eventsWithRuns, isCall, nativeCount, provider } from './generation-columns';
import type { UnpricedUsage } from './list-prices';
import { newestCalls } from './newest-calls';

type Fragment = RawBuilder<unknown>;

/** A native call of a model that says what it used, not what it cost. */
export const isUnpriced = sql<SqlBool>`(e.raw is null and e.cost_usd is null and e.model is not null
  and coalesce(e.input_tokens, e.output_tokens) is not null)`;

const sumUsed = async (tx: WorkspaceTx, of: Fragment, source: Fragment): Promise<UnpricedUsage[]> => {
  const { rows } = await sql<UnpricedUsage>`
    select "of", model, provider, sum(input)::int8 as input, sum(output)::int8 as output, sum(least(cached, input))::int8 as cached,
           sum(least(reasoning, output))::int8 as reasoning
      from (select ${of} as "of", e.model, ${provider} as provider, coalesce(e.input_tokens, 0) as input, coalesce(e.output_tokens, 0) as output,
                   ${nativeCount('cached_input_tokens', 'cache_read_tokens')} as cached, ${nativeCount('reasoning_tokens')} as reasoning
              from ${source}) used
     group by "of", model, provider`.execute(tx);
  return rows;
};

/** What the native calls of the newest that pass used and reported no cost for, by model. No such call holds another. */
export const sumUnpriced = (tx: WorkspaceTx, test: RawBuilder<SqlBool>): Promise<UnpricedUsage[]> =>
  sumUsed(tx, sql`e.model`, sql`${newestCalls(test)} where ${isUnpriced}`);

/**
 * The same of the runs that pass, by session.
 * @param runs a test on a run `t`
 * @param limit seqs from this on are left out: how much is read of a run has an end
 */
export const sumUnpricedOfSessions = (
  tx: WorkspaceTx,
  runs: RawBuilder<SqlBool>,
  limit: number,
): Promise<UnpricedUsage[]> =>
  sumUsed(
    tx,
    sql`t.session_id`,
    sql`${eventsWithRuns} where ${runs} and t.surface = 'native' and t.input_tokens + t.output_tokens > 0 and e.seq < ${limit} and ${isCall} and ${isUnpriced}`,
  );

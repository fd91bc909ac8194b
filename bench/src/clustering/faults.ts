/** How a tool tells of its failure. */
export type Telling = 'error' | 'result' | 'json' | 'traceback' | 'stack';

/** A fault that is injected into runs. Those of one fault belong together; those of two do not, however alike they sound. */
export interface Fault {
  readonly agent: string;
  /** Null: an error of the run, outside of any tool. */
  readonly tool: string | null;
  readonly template: string;
  readonly telling: Telling;
}

const agents = ['planner', 'booker', 'billing-agent'];

const tool = (name: string, template: string, telling: Telling = 'error', agent = 'booker'): Fault => ({
  agent,
  tool: name,
  template,
  telling,
});

/** Told apart by one word, by the tool alone, or by the agent alone: what a coarse rule would throw together. */
export const faults: readonly Fault[] = [
  tool('get_order', 'order {id} not found'),
  tool('get_order', 'order {id} not ready'),
  tool('get_order', 'order {id} of customer {id} not found'),
  tool('get_invoice', 'order {id} not found'),
  tool('get_order', 'order {id} not found', 'error', 'billing-agent'),
  tool('get_order', 'order {id} not found', 'error', 'planner'),
  tool('search_flights', 'no seats left on {ref} for {date}'),
  tool('search_flights', 'no fares left on {ref} for {date}'),
  tool('search_flights', 'Timeout after {ms} (attempt {n} of {n})'),
  tool('search_flights', 'Timeout while connecting to {host}'),
  tool('search_flights', 'Connection refused by {host}'),
  tool('book_flight', 'Connection refused by {host}'),
  tool('book_flight', 'passenger {name} is on no list'),
  tool('book_flight', 'passenger {name} is under age'),
  tool('book_flight', 'fare {ref} expired at {date}'),
  tool('change_booking', 'booking {code} was changed meanwhile'),
  tool('change_booking', 'booking {code} was cancelled meanwhile'),
  tool('charge_card', 'card declined: insufficient funds ({n} short)'),
  tool('charge_card', 'card declined: expired ({date})'),
  tool('charge_card', 'card declined: suspected fraud, case {id}'),
  tool('charge_card', 'currency {name} is not supported'),
  tool('read_file', 'ENOENT: no such file or directory, open {path}'),
  tool('read_file', 'EACCES: permission denied, open {path}'),
  tool('write_file', 'EACCES: permission denied, open {path}'),
  tool('write_file', 'ENOSPC: no space left on device, wrote {n} of {n} bytes to {path}'),
  tool('fetch_page', 'GET {url} failed: certificate has expired'),
  tool('fetch_page', 'GET {url} failed: too many redirects'),
  tool('fetch_page', 'POST {url} failed: too many redirects'),
  tool('send_mail', 'mailbox of {email} is full'),
  tool('send_mail', '{email} is on the suppression list since {date}'),
  tool('run_query', 'duplicate key value violates unique constraint {name}: rows {list}'),
  tool('run_query', 'deadlock detected: process {n} waits for process {n}'),
  tool('run_query', 'column {name} does not exist at character {n}'),
  tool('run_query', 'relation {name} does not exist at character {n}'),
  tool('crm_update', 'rate_limited', 'json', 'planner'),
  tool('crm_update', 'stale_version', 'json', 'planner'),
  tool('crm_update', 'field_locked', 'json', 'planner'),
  tool('crm_lookup', 'Error: contact {id} was merged into {id}', 'result', 'planner'),
  tool('crm_lookup', 'Error: contact {id} was deleted by {name}', 'result', 'planner'),
  tool('run_code', 'KeyError: {name}', 'traceback', 'planner'),
  tool('run_code', 'ValueError: cannot convert {name} to a date', 'traceback', 'planner'),
  tool('run_code', 'ZeroDivisionError: division by zero', 'traceback', 'planner'),
  tool('render_chart', 'TypeError: series {n} is undefined', 'stack', 'planner'),
  tool('render_chart', 'RangeError: Invalid array length {n}', 'stack', 'planner'),
  ...agents.map((agent): Fault => ({
    agent,
    tool: null,
    template: 'context window of {n} tokens exceeded by {n}',
    telling: 'error',
  })),
  { agent: 'planner', tool: null, template: 'worker {id} was killed: out of memory ({n} MB)', telling: 'stack' },
  { agent: 'planner', tool: null, template: 'worker {id} was killed: no heartbeat for {ms}', telling: 'stack' },
];

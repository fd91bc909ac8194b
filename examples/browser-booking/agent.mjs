// A browser agent that books an appointment, and fails the way such agents fail: the page warns that the slot has changed,
// the agent submits all the same and claims success. Everything is recorded over Debrief's public HTTP API.
//
//   DEBRIEF_URL=http://127.0.0.1:4318 DEBRIEF_API_KEY=... node examples/browser-booking/agent.mjs
import { Recorder } from './recorder.mjs';
import { page } from './page.mjs';

const goal = 'Book the Tuesday 10:00 slot and stop before payment';
const url = process.env.DEBRIEF_URL ?? 'http://127.0.0.1:4318';
const apiKey = process.env.DEBRIEF_API_KEY;
if (!apiKey) throw new Error('Set DEBRIEF_API_KEY: api_key.secret_key of credentials.json');

const run = await Recorder.start(url, apiKey, {
  agent: 'booking-agent',
  user_goal: goal,
  environment: 'example',
  tags: ['example'],
});

run.record('user_message', { content: 'Please book the Tuesday 10:00 slot for me. Stop before payment.' });
run.record('llm_call', {
  model: 'example-model',
  input_tokens: 412,
  output_tokens: 38,
  latency_ms: 640,
  cost_usd: 0.0017,
});

run.record('browser_action', { action: 'navigate', url: page.calendarUrl });
run.record('dom_snapshot', page.calendar());
run.record('tool_call', { call_id: 'call_1', tool_name: 'find_slots', arguments: { day: 'Tuesday' } });
run.record('tool_result', { call_id: 'call_1', result: page.slots });

run.record('browser_action', { action: 'click', target: 'Slot Tuesday 10:00', url: page.calendarUrl });
run.record('dom_snapshot', page.formWithWarning());
const screenshot = await run.upload('form.png', 'image/png', page.picture);
run.record('screenshot', {
  artifact_id: screenshot.artifact_id,
  storage_path: screenshot.storage_path,
  size_bytes: screenshot.size_bytes,
  source_type: 'bytes',
});

// The mistake: the page has just said that the slot is now on Wednesday.
run.record('llm_call', {
  model: 'example-model',
  input_tokens: 958,
  output_tokens: 51,
  latency_ms: 810,
  cost_usd: 0.0034,
});
run.record('browser_action', { action: 'fill', target: 'Name', value: 'A. Example', url: page.formUrl });
run.record('browser_action', { action: 'submit', target: 'Confirm booking', url: page.formUrl });
run.record('dom_snapshot', page.confirmation());

run.record('goal_check', { passed: false, mismatches: ['day is Wednesday, the goal says Tuesday'] });
run.record('agent_message', { content: 'Done! Your Tuesday 10:00 slot is booked.', metadata: { status: 'success' } });
run.record('session_end', { status: 'failed', error: 'goal check failed' });
await run.finish();

console.log(`Recorded ${run.id}`);

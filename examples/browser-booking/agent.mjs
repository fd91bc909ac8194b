// A browser agent that books an appointment, recorded over Debrief's public HTTP API. What it does is in agents/booking.mjs.
//
//   DEBRIEF_URL=http://127.0.0.1:4318 DEBRIEF_API_KEY=... node examples/browser-booking/agent.mjs
//
// In a replay DEBRIEF_RESULT_TRACE_ID names the run to record and DEBRIEF_CASSETTE_URL answers its tool calls.
import { book } from './agents/booking.mjs';
import { openPage } from './page.mjs';
import { Recorder } from './recorder.mjs';
import { openTools } from './tools.mjs';

const { DEBRIEF_URL, DEBRIEF_API_KEY, DEBRIEF_RESULT_TRACE_ID, DEBRIEF_CASSETTE_URL } = process.env;
if (!DEBRIEF_API_KEY) throw new Error('Set DEBRIEF_API_KEY: api_key.secret_key of credentials.json');

const run = await Recorder.start(DEBRIEF_URL ?? 'http://127.0.0.1:4318', DEBRIEF_API_KEY, {
  id: DEBRIEF_RESULT_TRACE_ID,
  agent: 'booking-agent',
  user_goal: 'Book the Tuesday 10:00 slot and stop before payment',
  environment: 'example',
  tags: ['example'],
});
run.record('user_message', { content: 'Please book the Tuesday 10:00 slot for me. Stop before payment.' });

const page = openPage();
const tools = openTools(run, { cassetteUrl: DEBRIEF_CASSETTE_URL, apiKey: DEBRIEF_API_KEY });
const answer = await book({ page, tools, run });

const mismatches = page.booked === 'Tuesday 10:00' ? [] : [`day is ${page.booked ?? 'nothing'}, the goal says Tuesday`];
run.record('goal_check', { passed: mismatches.length === 0, mismatches });
run.record('agent_message', { content: answer, metadata: { status: 'success' } });
run.record(
  'session_end',
  mismatches.length === 0 ? { status: 'completed' } : { status: 'failed', error: 'goal check failed' },
);
await run.finish();

console.log(`Recorded ${run.id}`);

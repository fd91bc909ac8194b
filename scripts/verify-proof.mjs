// Verifies the proof of a regression run, without asking the instance that made it: signature, hashes, and the verdict anew from the cases.
//   npm run verify:proof -- <proof.json> --key <jwks.json>       keys as /.well-known/debrief-proof.json gives them
//   npm run verify:proof -- <proof.json>                         keys from DEBRIEF_URL, by default this machine's
//   … --trace <trace id>=<events.json>                           compares a downloaded timeline with its hash, too; repeatable
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { verifyProof } = require('../dist/libs/regression/src/proof/verify-proof.js');
const { hashEvents } = require('../dist/libs/regression/src/proof/events-hash.js');
const { parseJson } = require('../dist/libs/kernel/src/parse-json.js');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { key: { type: 'string' }, trace: { type: 'string', multiple: true, default: [] } },
});
const [file] = positionals;
if (!file) fail('usage: npm run verify:proof -- <proof.json> [--key <jwks.json>] [--trace <id>=<events.json>]');

const verified = verifyProof(readJson(file), values.key ? readJson(values.key) : await fetchKeys());
if (!verified.ok) fail(`REFUSED: ${verified.problem}`);

const { statement } = verified;
for (const pair of values.trace) {
  const at = pair.indexOf('=');
  const [id, path] = [pair.slice(0, at), pair.slice(at + 1)];
  const subject = statement.subject.find(({ name }) => name === `trace/${id}`);
  if (!subject) fail(`REFUSED: the proof knows no trace ${id}`);
  // The hash keeps numbers that a double cannot hold: the file is parsed as the product parses.
  const { events } = parseJson(readFileSync(path, 'utf8'));
  if (hashEvents(events) !== subject.digest.sha256) fail(`REFUSED: trace ${id} is not the one that was judged`);
  console.log(`trace ${id}: ${events.length} events, as judged`);
}
const { regression_run: run, result, cases, detector_set: detectors } = statement.predicate;
console.log(`VERIFIED: regression run ${run.id} of incident ${run.incident_id}, completed ${run.completed_at}`);
console.log(
  `verdict ${result.verdict}: ${cases.length} cases, before ${result.before_fail} failed, after ${result.after_fail} failed`,
);
console.log(`detectors ${detectors}, p ${result.p_value ?? 'none (fewer than ten pairs)'}`);

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(`${path}: ${error.message}`);
  }
}

async function fetchKeys() {
  const url = `${process.env.DEBRIEF_URL ?? 'http://127.0.0.1:4318'}/.well-known/debrief-proof.json`;
  const response = await fetch(url);
  return response.ok ? response.json() : fail(`${url}: ${response.status}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

import { benchIngestNative } from './ingest-native';
import { benchStart } from './start';
import { benchStream } from './stream';
import { benchVerdict } from './verdict';

const benchmarks: Record<string, () => Promise<void>> = {
  'ingest-native': benchIngestNative,
  stream: benchStream,
  start: benchStart,
  verdict: benchVerdict,
};

const [name = ''] = process.argv.slice(2);
const run = benchmarks[name];
if (run) {
  run().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
} else {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join(' | ')}`);
  process.exit(2);
}

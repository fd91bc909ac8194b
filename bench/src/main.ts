import { evalClustering } from './clustering/eval-clustering';
import { benchDetectors } from './detectors';
import { benchIngestHttp } from './http/ingest-http';
import { benchIngestNative } from './ingest-native';
import { evalDetectors } from './labelled/eval-detectors';
import { fitRanking } from './labelled/fit-ranking';
import { benchGrowth } from './otel/growth';
import { benchIngestOtlp } from './otel/ingest-otlp';
import { benchQueries } from './otel/queries';
import { benchIngestPlatform } from './platform/ingest-platform';
import { benchSessions } from './sessions';
import { benchStart } from './start';
import { benchStream } from './stream';
import { benchVerdict } from './verdict';

/** Each resolves to an exit code, or to nothing: then 0. */
const benchmarks: Record<string, (args: readonly string[]) => Promise<number | void>> = {
  'ingest-native': benchIngestNative,
  'ingest-http': benchIngestHttp,
  'ingest-otlp': benchIngestOtlp,
  'ingest-platform': benchIngestPlatform,
  queries: benchQueries,
  growth: benchGrowth,
  sessions: benchSessions,
  stream: benchStream,
  start: benchStart,
  verdict: benchVerdict,
  'eval-clustering': evalClustering,
  detectors: benchDetectors,
  'eval-detectors': evalDetectors,
  'fit-ranking': fitRanking,
};

const [name = '', ...args] = process.argv.slice(2);
const run = benchmarks[name];
if (run) {
  run(args).then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
} else {
  console.error(`Usage: npm run bench -- ${Object.keys(benchmarks).join(' | ')}`);
  process.exit(2);
}

import { analyzeRun, type Run } from '@debrief/analysis';
import { runShapes, type RunShape, shapedRun } from './detector-shapes';

const sizes = [100, 300, 1_000, 3_000, 10_000, 30_000, 50_000];
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const goalMicroseconds = 20;
const goalFit = 0.99;
const settings = { disabled: [], thresholds: {} };

/** P7: what a verdict costs in CPU time per event in runs of 100 to 50,000 events, and how straight the line through the times is. Resolves to 1 when missed. */
export const benchDetectors = async (): Promise<number> => {
  const lines = runShapes.map((shape) => ({ shape, points: measureShape(shape) }));
  for (const { shape, points } of lines) {
    console.log(`\n${shape.name}`);
    const rows = points.map(({ events, ms }) => [
      events.toLocaleString('en'),
      { 'CPU ms a verdict': round(ms), 'µs an event': round((ms * 1_000) / events) },
    ]);
    console.table(Object.fromEntries(rows));
  }
  const verdicts = lines.map(({ shape, points }) => {
    const { slope, r2 } = fitLine(points);
    return { shape: shape.name, 'µs an event': round(slope * 1_000), 'R²': Math.round(r2 * 10_000) / 10_000 };
  });
  console.log(`\nLeast squares over all sizes (P7: at most ${goalMicroseconds} µs an event, R² at least ${goalFit})`);
  console.table(verdicts);
  return verdicts.every((one) => one['µs an event'] <= goalMicroseconds && one['R²'] >= goalFit) ? 0 : 1;
};

interface Point {
  readonly events: number;
  readonly ms: number;
}

/** CPU time, which other work on the machine does not lengthen: the least of some rounds, after one that warms up. */
const measureShape = (shape: RunShape): Point[] =>
  sizes.map((events) => {
    const run = shapedRun(shape, events);
    const repeats = Math.max(1, Math.round(10_000 / events));
    const times = Array.from({ length: rounds + 1 }, () => timeOf(run, repeats)).slice(1);
    return { events, ms: Math.min(...times) };
  });

const timeOf = (run: Run, repeats: number): number => {
  const start = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat += 1) analyzeRun(run, settings);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000 / repeats;
};

const fitLine = (points: readonly Point[]): { slope: number; r2: number } => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(({ events }) => events)), mean(points.map(({ ms }) => ms))];
  const covariance = mean(points.map(({ events, ms }) => (events - x) * (ms - y)));
  const spreadX = mean(points.map(({ events }) => (events - x) ** 2));
  const spreadY = mean(points.map(({ ms }) => (ms - y) ** 2));
  return { slope: covariance / spreadX, r2: covariance ** 2 / (spreadX * spreadY) };
};

const round = (value: number): number => Math.round(value * 100) / 100;

import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from './credentials';
import type { ExampleAnalysis, ExampleIncident } from './describe-outcome';

interface Outcome {
  readonly analysis: ExampleAnalysis;
  readonly incidents: readonly ExampleIncident[];
}

/** Waits until a run has its analysis and the incidents of it, as a console would see them. @throws when that takes too long */
export async function awaitOutcome(
  { url, console_token }: Credentials,
  traceId: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${console_token}` }, signal });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as T;
  };
  for (;;) {
    const { analysis } = await get<{ analysis: (ExampleAnalysis & { labels: readonly string[] }) | null }>(
      `/api/traces/${encodeURIComponent(traceId)}/analysis`,
    );
    const { incidents } = await get<{ incidents: readonly ExampleIncident[] }>(
      `/api/incidents?session_id=${encodeURIComponent(traceId)}`,
    );
    // An incident comes a moment after the verdict that calls for it.
    if (analysis && (incidents.length > 0 || analysis.labels.length === 0)) return { analysis, incidents };
    await delay(100, undefined, { signal });
  }
}

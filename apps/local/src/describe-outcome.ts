/** What is shown of an analysis and its incident; the rest of what the API gives is left alone. */
export interface ExampleAnalysis {
  readonly critical_step_seq: number | null;
  readonly root_cause: string | null;
}
export interface ExampleIncident {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
}

/** What a newcomer is told of the example run: what went wrong, at which step, and where to look. One line an entry. */
export const describeOutcome = (
  url: string,
  traceId: string,
  analysis: ExampleAnalysis,
  incidents: readonly ExampleIncident[],
): string[] => [
  'The example run (examples/browser-booking) failed, and Debrief says why:',
  `  critical step  ${analysis.critical_step_seq ?? 'none'}`,
  `  root cause     ${analysis.root_cause ?? 'none was found'}`,
  ...incidents.map(({ title, severity }) => `  incident       ${title} (${severity})`),
  `  the run        ${url}/api/traces/${encodeURIComponent(traceId)}`,
  ...incidents.map(({ id }) => `  the incident   ${url}/api/incidents/${id}/context`),
];

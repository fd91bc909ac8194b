/** RFC 3339 in UTC with microseconds, as the API gives times; what is finer is cut off. */
export function formatUnixNano(nano: bigint): string {
  const micros = nano / 1000n;
  const text = new Date(Number(micros / 1000n)).toISOString();
  return `${text.slice(0, -1)}${String(micros % 1000n).padStart(3, '0')}Z`;
}

const hosts = ['payments.example.com', 'search.example.com', 'mail.example.com', 'api.example.com'];
const statuses = [200, 200, 200, 204, 302, 200, 404, 200, 503, 200];

/** An item as an SDK sends it, about 330 bytes; one in five has failed, and ten belong to a trace. */
export const toItem = (number: number, sentAt: number) => ({
  traceId: `bench-${Math.floor(number / 10)}`,
  direction: number % 4 === 0 ? 'outbound' : 'inbound',
  method: number % 3 === 0 ? 'POST' : 'GET',
  host: hosts[number % hosts.length] as string,
  path: `/v1/orders/${number % 5_000}/items`,
  statusCode: statuses[number % statuses.length] as number,
  durationMs: (number * 37) % 900,
  requestSize: 256,
  responseSize: 1_024,
  userId: `usr_${number % 300}`,
  timestamp: new Date(sentAt + (number % 1_000)).toISOString(),
});

export const toBatch = (projectId: string, first: number, count: number): string => {
  const sentAt = Date.now();
  const requests = Array.from({ length: count }, (_, offset) => toItem(first + offset, sentAt));
  return JSON.stringify({ projectId, requests });
};

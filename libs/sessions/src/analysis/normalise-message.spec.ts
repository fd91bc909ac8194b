import { normaliseMessage } from './normalise-message';

it.each([
  ['409 room taken', 'N room taken'],
  ['No order 550e8400-e29b-41d4-a716-446655440000 in "orders" at /var/db', 'no order N in TEXT at PATH'],
  ['x'.repeat(300), 'x'.repeat(200)],
  ['', ''],
])('%s compares as %s', (message, expected) => expect(normaliseMessage(message)).toBe(expected));

import { decideSlug, deriveSlug } from './derive-slug';

describe('deriveSlug', () => {
  it.each([
    ['Booking Agent', 'booking-agent'],
    ['  --Prod / EU--  ', 'prod-eu'],
    ['Café Über', 'cafe-uber'],
    ['日本語', 'project'],
    ['!!!', 'project'],
    ['x'.repeat(128), 'x'.repeat(60)],
    [`${'x'.repeat(59)} yz`, 'x'.repeat(59)],
    ['0190AAAA-0000-7000-8000-000000000001', 'p-0190aaaa-0000-7000-8000-000000000001'],
  ])('of %p is %p', (name, slug) => expect(deriveSlug(name)).toBe(slug));
});

describe('decideSlug', () => {
  it.each([
    ['prod', [], 'prod'],
    ['prod', ['production'], 'prod'],
    ['prod', ['prod'], 'prod-2'],
    ['prod', ['prod', 'prod-2', 'prod-4'], 'prod-3'],
  ])('of %p beside %p is %p', (slug, taken, expected) => expect(decideSlug(slug, new Set(taken))).toBe(expected));
});

import { jwtVerify } from 'jose';
import { mintConsoleToken } from './console-token';

const user = { id: '5f0c7f0e-7a1c-4c55-9f0a-1d9b7f7a0c11', email: 'owner@debrief.local' };
const issuer = 'http://127.0.0.1:4318/auth/v1';
const now = new Date('2026-01-31T12:00:00Z');
const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

describe('the console token', () => {
  it('has the claims of a Supabase access token and lasts 30 days', async () => {
    const token = await mintConsoleToken(user, issuer, 'a'.repeat(43), now);
    const { payload, protectedHeader } = await jwtVerify(token, keyOf('a'.repeat(43)), {
      currentDate: now,
      issuer,
      audience: 'authenticated',
    });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toMatchObject({
      sub: user.id,
      email: user.email,
      role: 'authenticated',
      session_id: expect.any(String),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(30 * 86_400);
  });

  it('is worth nothing under another secret', async () => {
    const token = await mintConsoleToken(user, issuer, 'a'.repeat(43), now);
    await expect(jwtVerify(token, keyOf('b'.repeat(43)), { currentDate: now })).rejects.toThrow('signature');
  });
});

import { expect, it } from 'vitest';
import { checkPassword } from './core/password-rules.ts';
import { createPasswordHasher, oneTimePassword } from './passwords.ts';

const cheap = createPasswordHasher({ N: 1024, r: 8, p: 1 });

it('verifies what it hashed, whatever the Unicode form, and nothing else', async () => {
  const hash = await cheap.hash('Caf\u00e9-民政-1');
  expect(await cheap.verify('Cafe\u0301-民政-1', hash)).toBe(true);
  expect(await cheap.verify('Café-民政-2', hash)).toBe(false);
  expect(await cheap.verify('', null)).toBe(false);
});

it('never makes the same hash twice', async () => {
  expect(await cheap.hash('x')).not.toBe(await cheap.hash('x'));
});

it('verifies hashes of other parameters and calls them outdated', async () => {
  const dearer = createPasswordHasher({ N: 2048, r: 8, p: 1 });
  const hash = await cheap.hash('secret');
  expect(await dearer.verify('secret', hash)).toBe(true);
  expect([dearer.isOutdated(hash), cheap.isOutdated(hash)]).toEqual([true, false]);
});

it('lets a bounded number wait', async () => {
  const asked = Array.from({ length: 60 }, () => cheap.verify('x', null).catch((error) => error.code));
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === 'http.busy')).toHaveLength(26);
  expect(await cheap.verify('x', null)).toBe(false);
});

it('makes one-time passwords that the rules take', () => {
  const made = Array.from({ length: 200 }, oneTimePassword);
  expect(new Set(made).size).toBe(200);
  for (const password of made) expect(password).toMatch(/^[a-zA-Z2-9\-+=#%@]{16}$/);
  checkPassword(made[0]!, 'nobody', { minLength: 16, minKinds: 4 });
});

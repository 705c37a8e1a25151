import { expect, it } from 'vitest';
import { killAtRandom } from './agent-kills.ts';

it('ok/ agent and product are killed 32 times while a log is rotated: each line is stored once', async () => {
  const { written, stored } = await killAtRandom(32, Math.random);
  expect(written.length).toBeGreaterThan(500);
  expect(stored.length).toBe(written.length);
  expect(stored.toSorted()).toEqual(written.toSorted());
}, 400_000);

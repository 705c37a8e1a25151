import { expect, it } from 'vitest';
import { killAtRandom } from './agent-kills.ts';

it('ok/ agent and product are killed a hundred times while a log is rotated: each line is stored once', async () => {
  const { written, stored } = await killAtRandom(100, Math.random);
  expect(written.length).toBeGreaterThan(1500);
  expect(stored.length).toBe(written.length);
  expect(stored.toSorted()).toEqual(written.toSorted());
}, 1_200_000);

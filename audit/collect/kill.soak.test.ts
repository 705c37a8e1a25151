import { expect, it } from 'vitest';
import { killAgainAndAgain } from './testing.ts';

const rounds = 100;

it(`keeps what it acknowledged and nothing twice, killed ${rounds} times; the counters agree`, async () => {
  const { acknowledged, stored, counts } = await killAgainAndAgain(rounds);
  expect(acknowledged).toBeGreaterThan(0);
  // The batch under way at the last kill may be there without its acknowledgement.
  expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
  expect(stored.length).toBeLessThanOrEqual(acknowledged + 50);
  expect(stored).toEqual(Array.from({ length: stored.length }, (_, n) => `line ${n}`));
  expect(counts).toMatchObject({ received: stored.length, stored: stored.length, refused: 0 });
});

import { it } from 'vitest';
import { expectEachOnce, killAtRandom } from './agent-kills.ts';

it('ok/ agent and product are killed 32 times while a log is rotated: each line is stored once', async () => {
  expectEachOnce(await killAtRandom(32, Math.random));
}, 600_000);

import { it } from 'vitest';
import { expectEachOnce, killAtRandom } from './agent-kills.ts';

it('ok/ agent and product are killed a hundred times while a log is rotated: each line is stored once', async () => {
  expectEachOnce(await killAtRandom(100, Math.random));
}, 2_400_000);

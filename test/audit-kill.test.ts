import { it } from 'vitest';
import { expectWhole, killAtRandom } from './audit-kills.ts';

const kills = 4;

it(`the product, killed ${kills} times while records come in: nothing acknowledged is lost, nothing comes twice`, {
  timeout: 600_000,
}, async () => {
  expectWhole(await killAtRandom(kills, Math.random));
});

import { it } from 'vitest';
import { expectWhole, killAtRandom } from './audit-kills.ts';

const kills = 4;

it(`the product, killed ${kills} times while records come in: nothing acknowledged is lost, nothing comes twice`, async () => {
  expectWhole(await killAtRandom(kills, Math.random));
});

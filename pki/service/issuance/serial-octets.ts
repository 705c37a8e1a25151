import { randomFillSync } from 'node:crypto';
import { serialFromRandom } from '../../core/build/certificate.ts';

/** Random octets for the next serial numbers: asking the generator for each one costs several times as much. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** A serial number from 16 octets of the random generator, each given out once; see `serialFromRandom`. */
export function newSerial(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return serialFromRandom(pool.subarray(used - 16, used));
}

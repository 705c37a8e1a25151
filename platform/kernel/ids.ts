import { randomFillSync } from 'node:crypto';

const buffer = Buffer.alloc(16);
/** Random bytes for the next ids: a system call for each id would cost more than the id. */
const pool = Buffer.alloc(8 * 512);
let used = pool.length;
let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562 §5.7), in lower case. Ids made by one process sort in the order in which they
 * were made: the 12 bits after the time are a counter (method 1 of §6.2).
 */
export function newId(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(buffer, 8, used, used + 8);
  used += 8;
  buffer.writeUIntBE(lastMs, 0, 6);
  buffer.writeUInt16BE(0x7000 | counter, 6);
  buffer[8] = (buffer[8]! & 0x3f) | 0x80;
  const hex = buffer.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

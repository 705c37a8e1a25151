import { describe, expect, it } from 'vitest';
import { newSerial } from './serial-octets.ts';

describe('serial numbers', () => {
  it('are 16 octets, positive, and never the same, over several draws of the generator', () => {
    const serials = Array.from({ length: 2000 }, newSerial);
    expect(serials.every((serial) => serial.length === 16 && serial[0]! >= 0x40 && serial[0]! < 0x80)).toBe(
      true,
    );
    expect(new Set(serials.map((serial) => serial.toString('hex'))).size).toBe(2000);
    // Octets of one serial number stand in no other: a block is cut without overlap.
    expect(
      new Set(serials.flatMap((s) => [s.subarray(1, 8), s.subarray(9)].map((part) => part.toString('hex'))))
        .size,
    ).toBe(4000);
  });
});

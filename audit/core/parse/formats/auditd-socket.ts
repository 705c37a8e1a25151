import { ip } from '../fields.ts';
import type { Fields } from '../types.ts';

/** `saddr` of a SOCKADDR record: a struct sockaddr in hexadecimal, the family in host order (little endian). */
export function socketAddress(hex: string): Fields | undefined {
  if (!/^[0-9A-Fa-f]{4,512}$/.test(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  const family = bytes.readUInt16LE(0);
  if (family === 1) {
    const end = bytes.indexOf(0, 2);
    const path = bytes
      .subarray(2, end < 3 ? bytes.length : end)
      .toString('utf8')
      .replace(/^\0/, '@');
    return path === '' || path === '@' ? undefined : { address: path };
  }
  if (family === 2 && bytes.length >= 8) {
    const address = [...bytes.subarray(4, 8)].join('.');
    return { address, ip: address, port: bytes.readUInt16BE(2) };
  }
  if (family === 10 && bytes.length >= 24) {
    const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(8 + i * 2).toString(16));
    const address = ip(new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)) ?? groups.join(':');
    return { address, ip: address, port: bytes.readUInt16BE(2) };
  }
  return undefined;
}

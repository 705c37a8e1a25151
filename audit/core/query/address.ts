import { isIPv4, isIPv6 } from 'node:net';

/** `hex` is the network address, 8 or 32 hexadecimal digits; host bits are zero. */
export type Network = { readonly family: 4 | 6; readonly hex: string; readonly bits: number };

/** An address as 8 (IPv4) or 32 (IPv6) hexadecimal digits; IPv4 in IPv6 (`::ffff:…`) counts as IPv4. Null: none. */
export function addressHex(text: string): string | null {
  if (isIPv4(text)) {
    return text
      .split('.')
      .map((part) => hexByte(Number(part)))
      .join('');
  }
  const zone = text.indexOf('%');
  const plain = zone < 0 ? text : text.slice(0, zone);
  return isIPv6(plain) ? hexOf6(plain) : null;
}

/** `10.0.0.0/8`, `fe80::/10`, a single address, or the beginning of an IPv4 address, `10.1.*`. Null: none of these. */
export function parseNetwork(text: string): Network | null {
  const star = /^((?:\d{1,3}\.){1,3})\*$/.exec(text);
  if (star) {
    const parts = star[1]!.slice(0, -1).split('.');
    return parseNetwork(`${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${parts.length * 8}`);
  }
  const [address = '', length, ...rest] = text.split('/');
  const hex = addressHex(address);
  if (hex === null || rest.length > 0) return null;
  const family = hex.length === 8 ? 4 : 6;
  const width = hex.length * 4;
  if (length === undefined) return { family, hex, bits: width };
  if (!/^\d{1,3}$/.test(length)) return null;
  // The prefix of an IPv4-mapped network counts the 96 bits before it.
  const bits = family === 4 && address.includes(':') ? Number(length) - 96 : Number(length);
  if (bits < 0 || bits > width) return null;
  return { family, hex: masked(hex, bits), bits };
}

export function inNetwork(hex: string, network: Network): boolean {
  return hex.length === network.hex.length && masked(hex, network.bits) === network.hex;
}

/** `10.0.0.0/8`; IPv6 in eight groups. */
export function networkText({ family, hex, bits }: Network): string {
  const groups = hex.match(family === 4 ? /../g : /..../g) ?? [];
  const address = family === 4 ? groups.map((g) => Number.parseInt(g, 16)).join('.') : groups.join(':');
  return `${address}/${bits}`;
}

/** An address in its usual spelling (RFC 5952). @param hex 8 or 32 hexadecimal digits */
export function addressText(hex: string): string {
  if (hex.length === 8) return (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = (hex.match(/..../g) ?? []).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
  const zeros = (groups.match(/\b0(?::0)+\b/g) ?? []).sort((a, b) => b.length - a.length)[0];
  if (zeros === undefined) return groups;
  const at = groups.search(new RegExp(`(^|:)${zeros}(:|$)`));
  const before = groups.slice(0, at);
  const after = groups.slice(at).replace(/^:/, '').slice(zeros.length).replace(/^:/, '');
  return `${before}::${after}`;
}

function masked(hex: string, bits: number): string {
  const whole = bits >> 2;
  if (whole * 4 === bits) return hex.slice(0, whole).padEnd(hex.length, '0');
  const digit = Number.parseInt(hex[whole]!, 16) & (0xf << (4 - (bits & 3)));
  return (hex.slice(0, whole) + (digit & 0xf).toString(16)).padEnd(hex.length, '0');
}

function hexOf6(text: string): string {
  const dot = text.lastIndexOf('.') < 0 ? text : withoutDots(text);
  const [left = '', right] = dot.toLowerCase().split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const groups = right === undefined ? head : [...head, ...zeros, ...tail];
  const hex = groups.map((group) => group.padStart(4, '0')).join('');
  return hex.startsWith('00000000000000000000ffff') ? hex.slice(24) : hex;
}

/** `::ffff:10.0.0.1` as `::ffff:0a00:0001`. */
function withoutDots(text: string): string {
  const at = text.lastIndexOf(':') + 1;
  const bytes = text
    .slice(at)
    .split('.')
    .map((part) => hexByte(Number(part)));
  return `${text.slice(0, at)}${bytes[0]}${bytes[1]}:${bytes[2]}${bytes[3]}`;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

import { isIPv4, isIPv6 } from 'node:net';
import { DerError } from '../der/errors.ts';
import { children, content, cursor, type Der, elementAt, encoded } from '../der/reader.ts';
import { readIa5 } from '../der/strings.ts';
import { contextConstructed, contextTag, tag } from '../der/tags.ts';
import { readOid } from '../der/values.ts';
import { type Name, nameText, readName } from './name.ts';

/** RFC 5280 §4.2.1.6. `ip` holds 4 or 16 octets in a name, 8 or 32 in a constraint. */
export type GeneralName =
  | { readonly kind: 'other'; readonly oid: string; readonly value: Uint8Array }
  | { readonly kind: 'email'; readonly text: string }
  | { readonly kind: 'dns'; readonly text: string }
  | { readonly kind: 'x400'; readonly value: Uint8Array }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'edi'; readonly value: Uint8Array }
  | { readonly kind: 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'registered'; readonly oid: string };

/** @throws DerError */
export function readGeneralName(der: Der): GeneralName {
  switch (der.tag) {
    case contextConstructed(0):
      return readOther(der);
    case contextTag(1):
      return { kind: 'email', text: readIa5(der, contextTag(1)) };
    case contextTag(2):
      return { kind: 'dns', text: readIa5(der, contextTag(2)) };
    case contextConstructed(3):
      return { kind: 'x400', value: encoded(der) };
    case contextConstructed(4):
      // A choice inside a context tag is explicit (X.680 §31.2.7).
      return { kind: 'directory', name: readName(elementFilling(der)) };
    case contextConstructed(5):
      return { kind: 'edi', value: encoded(der) };
    case contextTag(6):
      return { kind: 'uri', text: readIa5(der, contextTag(6)) };
    case contextTag(7):
      return { kind: 'ip', bytes: content(der) };
    case contextTag(8):
      return { kind: 'registered', oid: readOid(der, contextTag(8)) };
    default:
      throw new DerError('name-malformed', der.start);
  }
}

/** GeneralNames: at least one. `as` is the tag for an implicit one. */
export function readGeneralNames(der: Der, as: number = tag.sequence): GeneralName[] {
  const names = children(der, as).map(readGeneralName);
  if (names.length === 0) throw new DerError('empty-sequence', der.start);
  return names;
}

/** The only element inside an explicit tag. */
export function elementFilling(der: Der): Der {
  const inner = elementAt(der.bytes, der.body, der.end);
  if (inner.end !== der.end) throw new DerError('trailing-data', inner.end);
  return inner;
}

function readOther(der: Der): GeneralName {
  const inside = cursor(der, contextConstructed(0));
  const oid = readOid(inside.next());
  const value = encoded(elementFilling(inside.next(contextConstructed(0))));
  inside.end();
  return { kind: 'other', oid, value };
}

/** Text for a person, e.g. `DNS:a.example`, `IP:10.0.0.1`. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'dns':
      return `DNS:${name.text}`;
    case 'email':
      return `email:${name.text}`;
    case 'uri':
      return `URI:${name.text}`;
    case 'ip':
      return `IP:${ipText(name.bytes)}`;
    case 'directory':
      return `DN:${nameText(name.name)}`;
    case 'other':
    case 'registered':
      return `${name.kind}:${name.oid}`;
    default:
      return name.kind;
  }
}

/** Text of 4 or 16 octets; an address and mask as `a/m`; hex of anything else. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length === 8) return `${ipText(bytes.subarray(0, 4))}/${ipText(bytes.subarray(4))}`;
  if (bytes.length === 32) return `${ipText(bytes.subarray(0, 16))}/${ipText(bytes.subarray(16))}`;
  if (bytes.length !== 16) return Buffer.from(bytes).toString('hex');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return shorten(groups);
}

/** RFC 5952 §4.2: the first of the longest runs of two and more zero groups becomes `::`. */
function shorten(groups: readonly string[]): string {
  let best = { at: 0, length: 1 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === '0') length++;
    if (length > best.length) best = { at, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}

/** Octets of an IPv4 or IPv6 address in text; undefined for what is neither. */
export function parseIp(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain = mapped ? mapped[1] + v4Groups(mapped[2]!) : text;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  const bytes = new Uint8Array(16);
  groups.forEach((group, i) => {
    const value = Number.parseInt(group, 16);
    bytes[2 * i] = value >> 8;
    bytes[2 * i + 1] = value & 0xff;
  });
  return bytes;
}

function v4Groups(text: string): string {
  const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number];
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

import { DerError } from '../der/errors.ts';
import { children, cursor, type Der, encoded } from '../der/reader.ts';
import { readText } from '../der/strings.ts';
import { tag } from '../der/tags.ts';
import { equalBytes, hex, readOid } from '../der/values.ts';
import { oidLabel } from '../oids.ts';

/** One attribute of a name. `text` is undefined when the value is no character string. */
export type NameAttribute = {
  readonly oid: string;
  readonly tag: number;
  readonly text: string | undefined;
  /** DER of the value. */
  readonly raw: Uint8Array;
};

/** A distinguished name (RFC 5280 §4.1.2.4): its DER and its parts, in the order of the encoding. */
export type Name = {
  readonly raw: Uint8Array;
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** One comparable text an RDN: equal exactly when RFC 5280 §7.1 calls the RDNs equal. */
  readonly keys: readonly string[];
  /** All of `keys` as one text. */
  readonly key: string;
};

class NameValue implements Name {
  readonly raw: Uint8Array;
  readonly rdns: readonly (readonly NameAttribute[])[];
  #keys: string[] | undefined;
  #key: string | undefined;

  constructor(raw: Uint8Array, rdns: readonly (readonly NameAttribute[])[]) {
    this.raw = raw;
    this.rdns = rdns;
  }

  get keys(): readonly string[] {
    this.#keys ??= this.rdns.map((rdn) => rdn.map(attributeKey).sort().join('+'));
    return this.#keys;
  }

  get key(): string {
    this.#key ??= this.keys.join('/');
    return this.#key;
  }
}

/** @throws DerError */
export function readName(der: Der): Name {
  return new NameValue(
    encoded(der),
    children(der, tag.sequence).map((rdn) => readRdn(rdn)),
  );
}

/** A RelativeDistinguishedName: SET, or the implicit `as` of a distribution point (§4.2.1.13). */
export function readRdn(der: Der, as: number = tag.set): NameAttribute[] {
  const attributes = children(der, as).map(readAttribute);
  if (attributes.length === 0) throw new DerError('name-malformed', der.start);
  return attributes;
}

function readAttribute(der: Der): NameAttribute {
  const inside = cursor(der);
  const oid = readOid(inside.next());
  const value = inside.next();
  inside.end();
  return { oid, tag: value.tag, text: readText(value), raw: encoded(value) };
}

/** A name made of the RDNs of `issuer` and one more (nameRelativeToCRLIssuer, RFC 5280 §4.2.1.13). */
export function appendRdn(issuer: Name, rdn: readonly NameAttribute[]): Name {
  return new NameValue(new Uint8Array(0), [...issuer.rdns, rdn]);
}

/** RFC 5280 §7.1. Equal octets are equal names; otherwise the prepared forms decide. */
export function sameName(a: Name, b: Name): boolean {
  if (a === b || (a.raw.length > 0 && equalBytes(a.raw, b.raw))) return true;
  return a.rdns.length === b.rdns.length && a.key === b.key;
}

/** Whether `name` is `base` or below it in the tree of names (RFC 5280 §4.2.1.10, directoryName). */
export function isWithin(name: Name, base: Name): boolean {
  if (base.rdns.length > name.rdns.length) return false;
  return base.keys.every((key, i) => key === name.keys[i]);
}

/** The values of one attribute, in order. */
export function attributeValues(name: Name, oid: string): string[] {
  return name.rdns.flatMap((rdn) =>
    rdn.flatMap((a) => (a.oid === oid && a.text !== undefined ? [a.text] : [])),
  );
}

/** Text for a person, the most specific part first (RFC 4514). */
export function nameText(name: Name): string {
  const rdns = name.rdns.map((rdn) => rdn.map(attributeText).join('+'));
  return rdns.reverse().join(',');
}

function attributeText({ oid, text, raw }: NameAttribute): string {
  const label = oidLabel(oid).short ?? oid;
  return `${label}=${text === undefined ? `#${hex(raw)}` : escapeText(text)}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not reach a terminal or page
const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A value as RFC 4514 §2.4 escapes it; control and direction characters come as hex pairs. */
export function escapeText(text: string): string {
  return text
    .replace(/[\\,+"<>;]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    .replace(control, (char) => Buffer.from(char).toString('hex').replace(/../g, '\\$&'));
}

/** The length stands before the text, so that no text can imitate another structure. */
function attributeKey({ oid, text, raw }: NameAttribute): string {
  if (text === undefined) return `${oid}#${hex(raw)}`;
  const prepared = prepare(text);
  return `${oid}=${prepared.length}:${prepared}`;
}

/** RFC 4518 as RFC 5280 §7.1 uses it: compatibility form, case folded, runs of spaces as one. */
function prepare(text: string): string {
  const folded = /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : foldUnicode(text);
  return folded.replace(/\s+/g, ' ').trim();
}

function foldUnicode(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .normalize('NFKC');
}

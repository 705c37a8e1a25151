import { DerError } from '../der/errors.ts';
import { cursor, type Der, elementAt, encoded } from '../der/reader.ts';
import { contextConstructed, tag } from '../der/tags.ts';
import { readSmallInteger, readTime } from '../der/values.ts';
import { oid } from '../oids.ts';
import { type Extensions, noExtensions, readExtensions } from './extensions.ts';
import { elementFilling } from './general-name.ts';
import { type Name, readName, sameName } from './name.ts';
import type { CrlReason } from './reasons.ts';
import { serialHex } from './serial.ts';
import { parseSigned, type Signed } from './signed.ts';

export type CrlEntry = {
  readonly serialHex: string;
  readonly date: Date;
  /** `unspecified` when the entry gives none (RFC 5280 §5.3.1). */
  readonly reason: CrlReason;
  readonly invalidityDate: Date | undefined;
  /** Whose certificate this is, when it is not the issuer of the list (§5.3.3). */
  readonly certificateIssuer: Name | undefined;
};

/** A certificate revocation list (RFC 5280 §5.1). */
export type CertificateList = Signed & {
  readonly innerAlgorithmRaw: Uint8Array;
  readonly version: 1 | 2;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly extensions: Extensions;
  /** Entries in the order of the list; read when first asked for. @throws DerError */
  entries(): readonly CrlEntry[];
  /** The last entry for this serial number of `issuer`. @throws DerError */
  find(serialHex: string, issuer: Name): CrlEntry | undefined;
  /** Object identifiers of critical entry extensions that are not understood. @throws DerError */
  unknownCriticalEntryExtensions(): ReadonlySet<string>;
};

type Index = {
  readonly entries: readonly CrlEntry[];
  readonly bySerial: ReadonlyMap<string, CrlEntry | CrlEntry[]>;
  readonly unknownCritical: ReadonlySet<string>;
};

const understood = new Set<string>([oid.reasonCode, oid.invalidityDate, oid.certificateIssuer]);

/** Room for more than a million entries. */
const maxListBytes = 64 << 20;

/** Reads one DER CRL. Entries are checked when they are first asked for. @throws DerError */
export function parseCrl(bytes: Uint8Array): CertificateList {
  const { tbs, ...signed } = parseSigned(bytes, maxListBytes);
  const inside = cursor(tbs);
  const version = inside.optional(tag.integer);
  if (version && readSmallInteger(version) !== 1) throw new DerError('version-unknown', version.start);
  const innerAlgorithmRaw = encoded(inside.next(tag.sequence));
  const issuer = readName(inside.next());
  const thisUpdate = readTime(inside.next());
  const isTime = inside.peek() === tag.utcTime || inside.peek() === tag.generalizedTime;
  const nextUpdate = isTime ? readTime(inside.next()) : undefined;
  const list = inside.optional(tag.sequence);
  const extensionList = inside.optional(contextConstructed(0));
  inside.end();
  if (extensionList && !version) throw new DerError('extensions-version', extensionList.start);
  const extensions = extensionList ? readExtensions(elementFilling(extensionList)) : noExtensions;
  let index: Index | undefined;
  const indexed = () => {
    index ??= indexEntries(list, issuer);
    return index;
  };
  return {
    ...signed,
    version: version ? 2 : 1,
    innerAlgorithmRaw,
    issuer,
    thisUpdate,
    nextUpdate,
    extensions,
    entries: () => indexed().entries,
    find: (serial, certificateIssuer) => find(indexed(), serial, certificateIssuer, issuer),
    unknownCriticalEntryExtensions: () => indexed().unknownCritical,
  };
}

function find(index: Index, serial: string, certificateIssuer: Name, listIssuer: Name): CrlEntry | undefined {
  const found = index.bySerial.get(serial);
  if (found === undefined) return undefined;
  const candidates = Array.isArray(found) ? found : [found];
  return candidates.findLast((entry) => sameName(entry.certificateIssuer ?? listIssuer, certificateIssuer));
}

function indexEntries(list: Der | undefined, listIssuer: Name): Index {
  const entries: CrlEntry[] = [];
  const bySerial = new Map<string, CrlEntry | CrlEntry[]>();
  const unknownCritical = new Set<string>();
  // §5.3.3: an entry without this extension belongs to the issuer of the entry before it.
  let certificateIssuer: Name | undefined;
  for (let at = list?.body ?? 0; list && at < list.end; ) {
    const element = elementAt(list.bytes, at, list.end);
    at = element.end;
    const inside = cursor(element);
    const serial = serialHex(inside.next());
    const date = readTime(inside.next());
    const extensionList = inside.optional(tag.sequence);
    inside.end();
    const extensions = extensionList ? readExtensions(extensionList) : noExtensions;
    for (const { oid: id, critical } of extensions)
      if (critical && !understood.has(id)) unknownCritical.add(id);
    const named = issuerOf(extensions);
    if (named) certificateIssuer = sameName(named, listIssuer) ? undefined : named;
    const entry = {
      serialHex: serial,
      date,
      reason: extensions.read('reasonCode') ?? 'unspecified',
      invalidityDate: extensions.read('invalidityDate'),
      certificateIssuer,
    };
    entries.push(entry);
    add(bySerial, entry);
  }
  return { entries, bySerial, unknownCritical };
}

function issuerOf(extensions: Extensions): Name | undefined {
  if (extensions.size === 0) return undefined;
  for (const name of extensions.read('certificateIssuer') ?? [])
    if (name.kind === 'directory') return name.name;
  return undefined;
}

function add(bySerial: Map<string, CrlEntry | CrlEntry[]>, entry: CrlEntry): void {
  const before = bySerial.get(entry.serialHex);
  if (before === undefined) bySerial.set(entry.serialHex, entry);
  else if (Array.isArray(before)) before.push(entry);
  else bySerial.set(entry.serialHex, [before, entry]);
}

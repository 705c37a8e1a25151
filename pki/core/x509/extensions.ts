import { DerError } from '../der/errors.ts';
import { children, cursor, type Der, readDer } from '../der/reader.ts';
import { tag } from '../der/tags.ts';
import { readBoolean, readOctetString, readOid } from '../der/values.ts';
import { oid } from '../oids.ts';
import { type ExtensionName, type ExtensionValues, extensionReaders } from './extension-values.ts';

export type Extension = {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of extnValue: DER of the extension's own type. */
  readonly value: Uint8Array;
};

/** The extensions of a certificate, list, request or response, by object identifier. */
export type Extensions = {
  readonly size: number;
  get(oid: string): Extension | undefined;
  [Symbol.iterator](): IterableIterator<Extension>;
  isCritical(name: ExtensionName): boolean;
  /** The value of a known extension, read once; undefined when it is absent. @throws DerError extension-malformed */
  read<N extends ExtensionName>(name: N): ExtensionValues[N] | undefined;
};

class ExtensionMap implements Extensions {
  readonly #byOid: ReadonlyMap<string, Extension>;
  readonly #values = new Map<ExtensionName, unknown>();

  constructor(byOid: ReadonlyMap<string, Extension>) {
    this.#byOid = byOid;
  }

  get size(): number {
    return this.#byOid.size;
  }

  get(dotted: string): Extension | undefined {
    return this.#byOid.get(dotted);
  }

  [Symbol.iterator](): IterableIterator<Extension> {
    return this.#byOid.values();
  }

  isCritical(name: ExtensionName): boolean {
    return this.#byOid.get(oid[name])?.critical ?? false;
  }

  read<N extends ExtensionName>(name: N): ExtensionValues[N] | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known as ExtensionValues[N];
    const extension = this.#byOid.get(oid[name]);
    if (extension === undefined) return undefined;
    const value = readValue(name, extension);
    this.#values.set(name, value);
    return value;
  }
}

function readValue<N extends ExtensionName>(name: N, extension: Extension): ExtensionValues[N] {
  try {
    return extensionReaders[name](readDer(extension.value)) as ExtensionValues[N];
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new DerError('extension-malformed', error.offset, `${name}: ${error.code}`);
  }
}

export const noExtensions: Extensions = new ExtensionMap(new Map());

/** Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension (RFC 5280 §4.1.2.9). @throws DerError */
export function readExtensions(der: Der): Extensions {
  const byOid = new Map<string, Extension>();
  for (const element of children(der, tag.sequence)) {
    const inside = cursor(element);
    const identifier = readOid(inside.next());
    const flag = inside.optional(tag.boolean);
    const value = readOctetString(inside.next());
    inside.end();
    if (byOid.has(identifier)) throw new DerError('extension-duplicate', element.start, identifier);
    byOid.set(identifier, { oid: identifier, critical: flag !== undefined && readBoolean(flag), value });
  }
  if (byOid.size === 0) throw new DerError('empty-sequence', der.start);
  return new ExtensionMap(byOid);
}

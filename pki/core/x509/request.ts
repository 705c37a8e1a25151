import { DerError } from '../der/errors.ts';
import { children, cursor, type Der } from '../der/reader.ts';
import { readText } from '../der/strings.ts';
import { contextConstructed, tag } from '../der/tags.ts';
import { readOid, readSmallInteger } from '../der/values.ts';
import { oid } from '../oids.ts';
import { type Extensions, noExtensions, readExtensions } from './extensions.ts';
import { type Name, readName } from './name.ts';
import { type PublicKeyInfo, readPublicKeyInfo } from './public-key.ts';
import { parseSigned, type Signed } from './signed.ts';

/** A PKCS#10 request (RFC 2986). */
export type CertificationRequest = Signed & {
  readonly subject: Name;
  readonly publicKey: PublicKeyInfo;
  /** Values of each attribute, by object identifier. */
  readonly attributes: ReadonlyMap<string, readonly Der[]>;
  /** What the extensionRequest attribute asks for (RFC 2985 §5.4.2). */
  readonly requestedExtensions: Extensions;
  readonly challengePassword: string | undefined;
};

/** Far beyond any honest request. */
const maxRequestBytes = 1 << 18;

/** Reads one DER request; `isSignedBy` with its own key proves possession (RFC 2986 §4.2). @throws DerError */
export function parseRequest(bytes: Uint8Array): CertificationRequest {
  const { tbs, ...signed } = parseSigned(bytes, maxRequestBytes);
  const inside = cursor(tbs);
  const version = inside.next(tag.integer);
  if (readSmallInteger(version) !== 0) throw new DerError('version-unknown', version.start);
  const subject = readName(inside.next());
  const publicKey = readPublicKeyInfo(inside.next());
  // Required by RFC 2986 §4.1, yet left out by some devices when empty.
  const list = inside.optional(contextConstructed(0));
  inside.end();
  const attributes = list ? readAttributes(list) : new Map<string, readonly Der[]>();
  const asked = attributes.get(oid.extensionRequest)?.[0];
  const password = attributes.get(oid.challengePassword)?.[0];
  return {
    ...signed,
    subject,
    publicKey,
    attributes,
    requestedExtensions: asked && asked.end > asked.body ? readExtensions(asked) : noExtensions,
    challengePassword: password && readText(password),
  };
}

function readAttributes(list: Der): Map<string, readonly Der[]> {
  const attributes = new Map<string, readonly Der[]>();
  for (const element of children(list, contextConstructed(0))) {
    const inside = cursor(element);
    const identifier = readOid(inside.next());
    const values = children(inside.next(), tag.set);
    inside.end();
    if (attributes.has(identifier)) throw new DerError('extension-duplicate', element.start, identifier);
    const single = identifier === oid.extensionRequest || identifier === oid.challengePassword;
    if (values.length === 0 || (single && values.length > 1))
      throw new DerError('extension-malformed', element.start);
    attributes.set(identifier, values);
  }
  return attributes;
}

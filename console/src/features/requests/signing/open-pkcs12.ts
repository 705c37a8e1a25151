import * as asn1js from 'asn1js';
import {
  AuthenticatedSafe,
  CertBag,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  type SafeBag,
  type SafeContents,
} from 'pkijs';
import { toHex } from '../../../lib/bytes.ts';
import { keyUseOf } from './key-algorithm.ts';

/** A key that can sign and cannot be read: the bytes stay inside WebCrypto. */
export type SigningKey = {
  /** Lower-case hex SHA-256 of the certificate's DER. */
  readonly fingerprint: string;
  readonly subject: string;
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
};

export type Pkcs12Fault =
  | 'not-pkcs12'
  | 'wrong-password'
  | 'legacy'
  | 'no-key'
  | 'key-not-supported'
  | 'other-certificate';

/** Why a file gives no key. */
export class Pkcs12Error extends Error {
  readonly fault: Pkcs12Fault;
  constructor(fault: Pkcs12Fault, cause?: unknown) {
    super(fault, cause === undefined ? undefined : { cause });
    this.name = 'Pkcs12Error';
    this.fault = fault;
  }
}

const maxFileBytes = 256 * 1024;

/**
 * Opens a PKCS#12 file (RFC 7292) here, in memory, and imports the private key that belongs to the
 * certificate of the given fingerprint as a key that cannot be exported.
 * @throws Pkcs12Error with the fault.
 */
export async function openPkcs12(
  file: Uint8Array<ArrayBuffer>,
  password: string,
  fingerprint: string,
): Promise<SigningKey> {
  const bags = await bagsOf(file, password);
  let subject: string | undefined;
  for (const bag of bags) {
    if (!(bag.bagValue instanceof CertBag)) continue;
    const der = certificateBytes(bag.bagValue);
    if (der === undefined || toHex(await crypto.subtle.digest('SHA-256', der)) !== fingerprint) continue;
    subject = subjectOf(bag.bagValue);
  }
  if (subject === undefined) throw new Pkcs12Error('other-certificate');

  const info = await privateKeyOf(bags, password);
  const use = keyUseOf(info);
  if (use === undefined) throw new Pkcs12Error('key-not-supported');
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('pkcs8', info.toSchema().toBER(), use.importAs, false, ['sign']);
  } catch (error) {
    throw new Pkcs12Error('key-not-supported', error);
  }
  return { fingerprint, subject, sign: (bytes) => crypto.subtle.sign(use.signAs, key, bytes) };
}

async function bagsOf(file: Uint8Array<ArrayBuffer>, password: string): Promise<SafeBag[]> {
  if (file.length > maxFileBytes) throw new Pkcs12Error('not-pkcs12');
  let pfx: PFX;
  try {
    pfx = PFX.fromBER(file);
  } catch (error) {
    throw new Pkcs12Error('not-pkcs12', error);
  }
  const secret = new TextEncoder().encode(password).buffer;
  try {
    await pfx.parseInternalValues({ password: secret, checkIntegrity: true });
  } catch (error) {
    throw new Pkcs12Error('wrong-password', error);
  }
  const safe = pfx.parsedValue?.authenticatedSafe;
  if (!(safe instanceof AuthenticatedSafe)) throw new Pkcs12Error('not-pkcs12');
  try {
    await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret })) });
    const contents = (safe.parsedValue?.safeContents ?? []) as { value: SafeContents }[];
    return contents.flatMap(({ value }) => value.safeBags);
  } catch (error) {
    // The password was right (the MAC held): only a cipher that WebCrypto lacks is left.
    throw new Pkcs12Error('legacy', error);
  }
}

function certificateBytes(bag: CertBag): Uint8Array<ArrayBuffer> | undefined {
  const value: unknown = bag.certValue;
  return value instanceof asn1js.OctetString ? new Uint8Array(value.getValue()) : undefined;
}

function subjectOf(bag: CertBag): string {
  const parsed = bag.parsedValue as {
    subject?: { typesAndValues: { type: string; value: { valueBlock: { value: unknown } } }[] };
  };
  const name = parsed?.subject?.typesAndValues.find(({ type }) => type === '2.5.4.3');
  return String(name?.value.valueBlock.value ?? '');
}

async function privateKeyOf(bags: readonly SafeBag[], password: string): Promise<PrivateKeyInfo> {
  for (const { bagValue } of bags) {
    if (bagValue instanceof PrivateKeyInfo) return bagValue;
    if (bagValue instanceof PKCS8ShroudedKeyBag) {
      try {
        // biome-ignore lint/complexity/useLiteralKeys: the library marks as protected what its documentation uses
        await bagValue['parseInternalValues']({ password: new TextEncoder().encode(password).buffer });
      } catch (error) {
        throw new Pkcs12Error('legacy', error);
      }
      if (bagValue.parsedValue) return bagValue.parsedValue;
    }
  }
  throw new Pkcs12Error('no-key');
}

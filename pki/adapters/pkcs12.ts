import { createHash, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  CryptoEngine,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs';

/** What goes into a PKCS#12 file. */
export type Pkcs12Content = {
  /** DER PrivateKeyInfo of the holder's key. */
  readonly privateKeyPkcs8: Uint8Array;
  /** DER certificates: the holder's first, then its issuers up to the root. */
  readonly chain: readonly Uint8Array[];
  /** Shown by the system that imports it; may be Chinese. */
  readonly friendlyName: string;
  readonly password: string;
};

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as never });

/** PBKDF2 rounds of the two encrypted parts, and rounds of the older derivation that the MAC uses. */
const encryptionRounds = 300_000;
const macRounds = 20_000;

/**
 * A PKCS#12 file as current systems want it (RFC 7292, RFC 8018): PBES2 with AES-256-CBC and PBKDF2 with
 * HMAC-SHA-256, MAC with SHA-256. Key and certificates are both encrypted.
 */
export async function buildPkcs12(content: Pkcs12Content): Promise<Buffer> {
  const protection = {
    password: bytes(Buffer.from(content.password, 'utf8')),
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: encryptionRounds,
  };
  const key = new PKCS8ShroudedKeyBag({
    parsedValue: PrivateKeyInfo.fromBER(bytes(content.privateKeyPkcs8)),
  });
  await key.makeInternalValues(protection, engine);
  const attributes = attributesOf(content);
  const keyBag = new SafeBag({ bagId: bag.shroudedKey, bagValue: key, bagAttributes: attributes });
  const certificates = content.chain.map((der, at) => certificateBag(der, at === 0 ? attributes : undefined));
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: new SafeContents({ safeBags: [keyBag] }) },
        { privacyMode: 1, value: new SafeContents({ safeBags: certificates }) },
      ],
    },
  });
  await authenticatedSafe.makeInternalValues({ safeContents: [{}, protection] }, engine);
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  const mac = { iterations: macRounds, pbkdf2HashAlgorithm: 'SHA-256', hmacHashAlgorithm: 'SHA-256' };
  await pfx.makeInternalValues({ password: protection.password, ...mac }, engine);
  return Buffer.from(pfx.toSchema().toBER(false));
}

const bag = { shroudedKey: '1.2.840.113549.1.12.10.1.2', certificate: '1.2.840.113549.1.12.10.1.3' } as const;

function certificateBag(der: Uint8Array, bagAttributes: Attribute[] | undefined): SafeBag {
  const bagValue = new CertBag({ parsedValue: Certificate.fromBER(bytes(der)) });
  return new SafeBag({ bagId: bag.certificate, bagValue, ...(bagAttributes ? { bagAttributes } : {}) });
}

/** friendlyName and localKeyId tie the key to its certificate (RFC 2985 §5.5). */
function attributesOf({ friendlyName, chain }: Pkcs12Content): Attribute[] {
  const keyId = createHash('sha1').update(chain[0]!).digest();
  return [
    new Attribute({ type: '1.2.840.113549.1.9.20', values: [new asn1js.BmpString({ value: friendlyName })] }),
    new Attribute({
      type: '1.2.840.113549.1.9.21',
      values: [new asn1js.OctetString({ valueHex: bytes(keyId) })],
    }),
  ];
}

/** A copy as its own ArrayBuffer, which is what pkijs takes. */
function bytes(octets: Uint8Array): ArrayBuffer {
  return Uint8Array.from(octets).buffer;
}

import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Storage } from '#platform/storage/index.ts';
import { authorityKeyIdentifier, keyIdentifier } from '../core/build/extensions.ts';
import type { Signer } from '../core/keys/signer.ts';
import type { IssuerFacts } from '../core/profiles/certificate.ts';
import { authorityUrl, crlUrl, deltaCrlUrl, ocspUrl } from '../core/revocation/urls.ts';
import { type Certificate, parseCertificate } from '../core/x509/certificate.ts';
import { type AuthorityKind, type AuthorityRow, allAuthorities } from '../store/authorities.ts';
import { findKey } from '../store/keys.ts';
import type { PkiTables } from '../store/tables.ts';
import type { Keys } from './keys.ts';
import type { PkiSettings } from './settings.ts';

/** What signing a certificate needs of its issuer. */
export type SigningIssuer = {
  readonly id: string;
  readonly kind: AuthorityKind;
  readonly signer: Signer;
  readonly publicKey: KeyObject;
  /** Absent while a root signs itself. */
  readonly notAfter?: Date;
  /** CRL shards for new certificates. */
  readonly shards: number;
  factsOf(shard: number): IssuerFacts;
  /** Its own certificate; absent while a root signs itself. */
  readonly certificate?: Certificate;
};

/** An authority with its key open. */
export type Issuer = SigningIssuer & {
  readonly row: AuthorityRow;
  readonly certificate: Certificate;
  readonly notAfter: Date;
  /** DER Name. */
  readonly name: Buffer;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  /** DER Extension authorityKeyIdentifier, for its CRLs. */
  readonly keyIdentifier: Buffer;
};

export type Issuers = {
  /** The one that signs now. @throws Error before the first boot made it */
  active(kind: AuthorityKind): Issuer;
  byId(id: string): Issuer | undefined;
  all(): readonly Issuer[];
  /** The issuer that an OCSP CertID names; hashes are lower-case hex. */
  byHashes(nameHash: string, keyHash: string): Issuer | undefined;
  /** Reads the table again. */
  load(): Promise<void>;
};

/** Authorities in memory, keys open. */
export function createIssuers(deps: { storage: Storage; keys: Keys; settings: PkiSettings }): Issuers {
  let issuers: readonly Issuer[] = [];
  let byHash: ReadonlyMap<string, Issuer> = new Map();

  return {
    active(kind) {
      const found = issuers.findLast((issuer) => issuer.kind === kind && issuer.row.state === 'active');
      if (!found) throw new Error(`there is no ${kind} authority yet`);
      return found;
    },
    byId: (id) => issuers.find((issuer) => issuer.id === id),
    all: () => issuers,
    byHashes: (nameHash, keyHash) => byHash.get(`${nameHash}:${keyHash}`),
    async load() {
      const db = deps.storage.read<PkiTables>();
      const rows = await allAuthorities(db);
      const known = new Map(issuers.map((issuer) => [issuer.id, issuer]));
      issuers = await Promise.all(
        rows.map(async (row) => {
          const old = known.get(row.id);
          if (old) return { ...old, row };
          const key = await findKey(db, row.key_id);
          return issuerOf(row, await deps.keys.open(key!), deps.settings);
        }),
      );
      byHash = new Map(
        issuers.flatMap((issuer) => hashesOf(issuer).map((hashes) => [hashes, issuer] as const)),
      );
    },
  };
}

/** A root before its own certificate. */
export function provisionalRoot(id: string, signer: Signer): SigningIssuer {
  return {
    id,
    kind: 'root',
    signer,
    publicKey: createPublicKey({ key: signer.publicKeySpki, format: 'der', type: 'spki' }),
    shards: 1,
    factsOf: () => ({ signature: signer.algorithm.der }),
  };
}

function issuerOf(row: AuthorityRow, signer: Signer, settings: PkiSettings): Issuer {
  const certificate = parseCertificate(row.der);
  const spki = Buffer.from(certificate.publicKey.raw);
  const name = Buffer.from(certificate.subject.raw);
  const keyId = keyIdentifier(spki);
  const facts = new Map<number, IssuerFacts>();
  return {
    id: row.id,
    kind: row.kind as AuthorityKind,
    row,
    certificate,
    notAfter: certificate.notAfter,
    name,
    spki,
    publicKey: certificate.publicKey.keyObject(),
    keyIdentifier: authorityKeyIdentifier(keyId),
    signer,
    shards: row.kind === 'root' ? 1 : settings.crlShards,
    factsOf(shard) {
      const known = facts.get(shard);
      if (known) return known;
      const base = settings.publicBaseUrl();
      const urls = {
        crl: [crlUrl(base, row.id, shard)],
        deltaCrl: settings.deltaCrlHours > 0 ? [deltaCrlUrl(base, row.id, shard)] : [],
        ocsp: [ocspUrl(base)],
        caIssuers: [authorityUrl(base, row.fingerprint)],
      };
      const made: IssuerFacts = { signature: signer.algorithm.der, name, keyId, urls };
      facts.set(shard, made);
      return made;
    },
  };
}

/** RFC 6960 §4.1.1: of the name's DER, and of the key without tag, length and unused bits. */
function hashesOf({ name, certificate }: Issuer): string[] {
  return ['sha1', 'sha256'].map((hash) => {
    const digest = (octets: Uint8Array) => createHash(hash).update(octets).digest('hex');
    return `${digest(name)}:${digest(certificate.publicKey.key)}`;
  });
}

import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { sha256Hex } from '../core/sha256.ts';
import { parseCertificate } from '../core/x509/certificate.ts';
import { ipText } from '../core/x509/general-name.ts';
import { nameText } from '../core/x509/name.ts';
import { encodePem } from '../core/x509/pem.ts';
import { insertKey, type KeyRow, keysFor } from '../store/keys.ts';
import type { PkiTables } from '../store/tables.ts';
import type { Authorities } from './authorities.ts';
import type { Issuers } from './issuers.ts';
import type { Keys } from './keys.ts';

/** PEM of the key, and of the certificate with its issuer, for the TLS listeners. */
export type ServerIdentity = {
  readonly key: string;
  readonly cert: string;
  readonly subject: string;
  readonly notAfter: Date;
};

export type ServerIdentities = {
  /** The present certificate for these names, or a new one when there is none that will do. */
  identity(hostnames: readonly string[], ips: readonly string[]): Promise<ServerIdentity>;
  /** Called with each later one. @returns a function that ends it */
  onRenewed(listener: (identity: ServerIdentity) => void): () => void;
  /** Replaces what nears its end; false when nothing was due. */
  renewDue(): Promise<boolean>;
};

type Names = { readonly hostnames: readonly string[]; readonly ips: readonly string[] };

const profile = 'server';

export function createServerIdentities(deps: {
  storage: Storage;
  clock: Clock;
  keys: Keys;
  issuers: Issuers;
  authorities: Authorities;
}): ServerIdentities {
  const { storage, clock, keys, issuers, authorities } = deps;
  const listeners = new Set<(identity: ServerIdentity) => void>();
  let wanted: Names | undefined;
  let current: string | undefined;

  async function find(names: Names): Promise<ServerIdentity | undefined> {
    const db = storage.read<PkiTables>();
    for (const key of (await keysFor(db, 'server-identity')).slice(0, 5)) {
      const row = await db
        .selectFrom('pki_certificates')
        .select(['der', 'authority_id', 'status'])
        .where('spki_hash', '=', sha256Hex(key.spki))
        .where('profile', '=', profile)
        .executeTakeFirst();
      const issuer = row && issuers.byId(row.authority_id);
      if (!row || !issuer || row.status !== 'good' || !fits(row.der, names)) continue;
      return identityOf(key, row.der, issuer.row.der);
    }
    return undefined;
  }

  /** Two thirds of its life, so that renewal has weeks to succeed. */
  function fits(der: Buffer, { hostnames, ips }: Names): boolean {
    const { notBefore, notAfter, extensions } = parseCertificate(der);
    const renewAt = notBefore.getTime() + ((notAfter.getTime() - notBefore.getTime()) * 2) / 3;
    if (clock.now().getTime() > renewAt) return false;
    const names = (extensions.read('subjectAltName') ?? []).map((name) =>
      name.kind === 'ip' ? ipText(name.bytes) : 'text' in name ? name.text : '',
    );
    const asked = [...hostnames, ...ips].map((name) => name.toLowerCase());
    return names.length === asked.length && asked.every((name) => names.includes(name));
  }

  async function make(names: Names): Promise<ServerIdentity> {
    const issuer = issuers.active('issuing');
    const key = await keys.create('server-identity', 'ec-p256', 'sealed');
    const { der } = await authorities.certify({
      issuer,
      profile,
      holder: {
        kind: 'server',
        name: names.hostnames[0] ?? names.ips[0] ?? 'anmin',
        dnsNames: names.hostnames,
        ipAddresses: names.ips,
      },
      key,
      record: (tx) => insertKey(tx, key),
    });
    return identityOf(key, der, issuer.row.der);
  }

  function identityOf(key: KeyRow, der: Buffer, issuerDer: Buffer): ServerIdentity {
    const { subject, notAfter } = parseCertificate(der);
    const pkcs8 = keys.exportPkcs8(key);
    const identity = {
      key: encodePem('PRIVATE KEY', pkcs8),
      cert: encodePem('CERTIFICATE', der) + encodePem('CERTIFICATE', issuerDer),
      subject: nameText(subject),
      notAfter,
    };
    pkcs8.fill(0);
    return identity;
  }

  async function settle(names: Names): Promise<ServerIdentity> {
    const found = (await find(names)) ?? (await make(names));
    current = found.cert;
    return found;
  }

  // One at a time: first boot and the renewal job must not both find nothing and both make one.
  let last: Promise<unknown> = Promise.resolve();
  function identity(hostnames: readonly string[], ips: readonly string[]): Promise<ServerIdentity> {
    wanted = { hostnames, ips };
    const names = wanted;
    const next = last.then(() => settle(names));
    last = next.catch(() => undefined);
    return next;
  }

  return {
    identity,
    onRenewed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async renewDue() {
      if (!wanted) return false;
      const before = current;
      const next = await identity(wanted.hostnames, wanted.ips);
      if (next.cert === before) return false;
      for (const listener of listeners) listener(next);
      return true;
    },
  };
}

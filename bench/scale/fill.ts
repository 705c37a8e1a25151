import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newId } from '#platform/kernel/ids.ts';
import type { System } from '../../app/compose.ts';
import { loadProfiles } from '../../pki/adapters/profile-files.ts';
import { assembleSigned, serialFromRandom } from '../../pki/core/build/certificate.ts';
import { tbsCertificateOf } from '../../pki/core/profiles/certificate.ts';
import { planCertificate } from '../../pki/core/profiles/plan.ts';
import type { Profile } from '../../pki/core/profiles/schema.ts';
import { shardOf } from '../../pki/core/revocation/shard.ts';
import { certificateRow } from '../../pki/service/issuance/certificate-row.ts';
import type { CertificateRow } from '../../pki/store/certificates.ts';
import type { RevocationRow } from '../../pki/store/revocations.ts';
import type { PkiTables } from '../../pki/store/tables.ts';

const dayMs = 86_400_000;
/** Rows in one INSERT: below 32,766 parameters of SQLite, and 65,535 of PostgreSQL. */
const chunk = 500;
const reasons = ['keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'];

/**
 * Puts certificates into the database as if they had been issued over the last two years, without the
 * service's checks: real plans, real DER, real signatures of the issuing CA, and the rows that the service
 * writes, events aside. `revoked` of them, evenly spread, are revoked.
 */
export async function fill(system: System, count: number, revoked: number): Promise<void> {
  const { storage, pki } = system;
  const issuer = pki.service.issuing.issuers.active('issuing');
  const profile = loadProfiles(join(import.meta.dirname, '../../pki/profiles')).profiles.get('server')!;
  const holders = await storage
    .read<PkiTables>()
    .selectFrom('pki_holders')
    .select(['id', 'organisation_id', 'name', 'number', 'dns_names'])
    .execute();
  const now = Date.now();

  async function make(index: number): Promise<CertificateRow> {
    const holder = holders[index % holders.length]!;
    const [host] = JSON.parse(holder.dns_names) as [string];
    const isRevoked = index % Math.round(count / revoked) === 0;
    // Half of the others are expired by now; a revoked one that has expired leaves the CRL.
    const days = isRevoked ? 350 : 700;
    const at = new Date(now - 1 - ((count - index) / count) * days * dayMs);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const plan = planOf(profile, spki, at, issuer.notAfter, {
      name: host,
      dnsNames: [host, host.replace('.bench.test', '.alt.bench.test')],
    });
    const serial = serialFromRandom(randomBytes(16));
    const shard = shardOf(serial.toString('hex'), issuer.shards);
    const tbs = tbsCertificateOf(plan, serial, spki, issuer.factsOf(shard));
    const der = assembleSigned(tbs, issuer.signer.algorithm.der, await issuer.signer.sign(tbs));
    const row = certificateRow({
      issuerId: issuer.id,
      plan,
      minted: {
        certificateId: newId(at.getTime()),
        serial: serial.toString('hex'),
        shard,
        der,
        fingerprint: createHash('sha256').update(der).digest('hex'),
        at: at.toISOString(),
      },
      spki,
      keyOrigin: 'request',
      holder: { ...holder, organisationId: holder.organisation_id },
      requestId: newId(at.getTime()),
    });
    if (!isRevoked) return row;
    const reason = reasons[index % reasons.length]!;
    return {
      ...row,
      status: 'revoked',
      revoked_at: new Date(now - dayMs).toISOString(),
      revocation_reason: reason,
    };
  }

  for (let from = 0; from < count; from += chunk) {
    const rows: CertificateRow[] = [];
    for (let i = from; i < Math.min(from + chunk, count); i++) rows.push(await make(i));
    const revocations = rows.flatMap((row) => (row.status === 'revoked' ? [revocationOf(row)] : []));
    await storage.transaction<PkiTables, void>(async (tx) => {
      const serials = rows.map(({ serial, authority_id, profile: name, request_id, created_at }) => ({
        serial,
        authority_id,
        profile: name,
        request_id,
        state: 'issued',
        reserved_at: created_at,
      }));
      await tx.insertInto('pki_serials').values(serials).execute();
      await tx.insertInto('pki_certificates').values(rows).execute();
      if (revocations.length > 0) await tx.insertInto('pki_revocations').values(revocations).execute();
    });
  }
}

function planOf(
  profile: Profile,
  publicKeySpki: Buffer,
  now: Date,
  issuerNotAfter: Date,
  holder: { readonly name: string; readonly dnsNames: readonly string[] },
) {
  const facts = { kind: profile.holder, ...holder, organisations: ['测速市民政局'] };
  const planning = planCertificate(profile, facts, { publicKeySpki }, { now, issuerNotAfter });
  if (!planning.ok) throw new Error(planning.findings.map(({ en }) => en).join('; '));
  return planning.plan;
}

function revocationOf(row: CertificateRow): RevocationRow {
  return {
    certificate_id: row.id,
    authority_id: row.authority_id,
    shard: row.shard,
    serial: row.serial,
    reason: row.revocation_reason!,
    revoked_at: row.revoked_at!,
    not_after: row.not_after,
    status: 'revoked',
    changed_at: row.revoked_at!,
  };
}

import type { Clock } from '#platform/kernel/clock.ts';
import type { Storage } from '#platform/storage/index.ts';
import { DerError } from '../../core/der/errors.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { type Certificate, parseCertificate } from '../../core/x509/certificate.ts';
import { isSignedBy } from '../../core/x509/signed.ts';
import type { CertificateRow } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Issuers } from '../issuers.ts';

export type AuditFault = {
  readonly serial: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
};
export type AuditReport = { readonly certificates: number; readonly faults: readonly AuditFault[] };

type Audited = {
  readonly row: CertificateRow;
  readonly certificate: Certificate;
  readonly serialState: string | null;
  readonly issuer: Certificate | undefined;
};

type AuditCheck = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  holds(audited: Audited): boolean;
};

const checks: readonly AuditCheck[] = [
  {
    code: 'serial-not-issued',
    zh: '序列号没有登记为已签发',
    en: 'the serial number is not on the books as issued',
    holds: ({ serialState }) => serialState === 'issued',
  },
  {
    code: 'serial-differs',
    zh: '记录的序列号与证书不一致',
    en: 'the recorded serial number is not that of the certificate',
    holds: ({ row, certificate }) => row.serial === certificate.serialHex,
  },
  {
    code: 'fingerprint-differs',
    zh: '记录的指纹与证书不一致',
    en: 'the recorded fingerprint is not that of the certificate',
    holds: ({ row }) => row.fingerprint === sha256Hex(row.der),
  },
  {
    code: 'key-differs',
    zh: '记录的公钥指纹与证书不一致',
    en: 'the recorded key is not that of the certificate',
    holds: ({ row, certificate }) => row.spki_hash === certificate.publicKey.sha256,
  },
  {
    code: 'validity-differs',
    zh: '记录的有效期与证书不一致',
    en: 'the recorded validity is not that of the certificate',
    holds: ({ row, certificate }) =>
      row.not_before === certificate.notBefore.toISOString() &&
      row.not_after === certificate.notAfter.toISOString(),
  },
  {
    code: 'signature-invalid',
    zh: '证书签名不是由记录的签发机构作出',
    en: 'the signature is not that of the recorded authority',
    holds: ({ certificate, issuer }) => issuer !== undefined && isSignedBy(certificate, issuer.publicKey),
  },
];

const batch = 500;

/** Holds every certificate against the books: serial number, record, signature, revocation. */
export async function auditBooks(deps: {
  storage: Storage;
  clock: Clock;
  issuers: Issuers;
}): Promise<AuditReport> {
  const db = deps.storage.read<PkiTables>();
  const faults: AuditFault[] = [];
  let certificates = 0;
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('pki_certificates as c')
      .leftJoin('pki_serials as s', 's.serial', 'c.serial')
      .selectAll('c')
      .select('s.state as serial_state')
      .where('c.id', '>', after)
      .orderBy('c.id')
      .limit(batch)
      .execute();
    for (const row of rows) faults.push(...auditRow(row, row.serial_state, deps.issuers));
    certificates += rows.length;
    if (rows.length < batch) break;
    after = rows.at(-1)!.id;
  }
  const orphans = await db
    .selectFrom('pki_serials as s')
    .leftJoin('pki_certificates as c', 'c.serial', 's.serial')
    .select('s.serial')
    .where('s.state', '=', 'issued')
    .where('c.id', 'is', null)
    .execute();
  faults.push(
    ...orphans.map(({ serial }) => ({
      serial,
      code: 'certificate-missing',
      zh: '序列号已签发，但没有证书记录',
      en: 'the serial number was issued, but there is no certificate',
    })),
  );
  const unlisted = await db
    .selectFrom('pki_certificates as c')
    .leftJoin('pki_revocations as r', 'r.certificate_id', 'c.id')
    .select(['c.serial'])
    .where((eb) =>
      eb.or([
        eb.and([eb('c.status', '=', 'good'), eb('r.status', 'in', ['revoked', 'held'])]),
        eb.and([
          eb('c.status', '!=', 'good'),
          eb.or([eb('r.status', 'is', null), eb('r.status', '!=', eb.ref('c.status'))]),
        ]),
      ]),
    )
    .execute();
  faults.push(
    ...unlisted.map(({ serial }) => ({
      serial,
      code: 'revocation-differs',
      zh: '证书状态与吊销记录不一致',
      en: 'the status of the certificate and its revocation record differ',
    })),
  );
  return { certificates, faults };
}

function auditRow(row: CertificateRow, serialState: string | null, issuers: Issuers): AuditFault[] {
  const fault = ({ code, zh, en }: Pick<AuditFault, 'code' | 'zh' | 'en'>) => ({
    serial: row.serial,
    code,
    zh,
    en,
  });
  let certificate: Certificate;
  try {
    certificate = parseCertificate(row.der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [fault({ code: 'unreadable', ...error.texts })];
  }
  const issuer = issuers.byId(row.authority_id)?.certificate;
  return checks.filter((check) => !check.holds({ row, certificate, serialState, issuer })).map(fault);
}

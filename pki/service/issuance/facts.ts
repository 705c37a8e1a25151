import { DerError } from '../../core/der/errors.ts';
import type { CsrFacts, EarlierUse, IssueFacts } from '../../core/issuance/index.ts';
import type { Profile } from '../../core/profiles/schema.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { parseRequest } from '../../core/x509/request.ts';
import { pkiErrors } from '../../errors.ts';
import type { IssueOrder } from '../../ports.ts';
import { findCertificate, type KeyUse } from '../../store/certificates.ts';
import type { Db } from '../../store/db.ts';
import { findIssueHolder, organisationsOf } from '../../store/issue-holder.ts';
import type { RowHolder } from './certificate-row.ts';
import { provesPossession } from './verify-elsewhere.ts';

export type LoadedOrder = { readonly facts: Omit<IssueFacts, 'earlierUses'>; readonly holder: RowHolder };

/** Octets of a PKCS#10: RSA 4096 or ML-DSA-65 with many names need less. */
const maxCsrLength = 16_384;

/** Reads what the checks of an order look at; `earlierUses` are read where they are needed. */
export async function loadOrder(
  db: Db,
  profiles: ReadonlyMap<string, Profile>,
  order: IssueOrder,
): Promise<LoadedOrder> {
  const profile = profiles.get(order.profile);
  if (!profile) throw pkiErrors['profile-missing']({ profile: order.profile });
  const row = await findIssueHolder(db, order.holderId);
  if (!row) throw pkiErrors['holder-not-found']();
  const organisations = await organisationNames(db, row.path);
  const csr = order.csr === null ? null : await readCsr(order.csr);
  const kept = await keptKey(db, order);
  const { number, title, email } = row;
  const holder = {
    id: row.id,
    kind: row.kind as IssueFacts['holder']['kind'],
    active: row.state === 'active',
    name: row.name,
    number,
    ...(title ? { title } : {}),
    ...(email ? { email } : {}),
    dnsNames: JSON.parse(row.dns_names) as string[],
    ipAddresses: JSON.parse(row.ip_addresses) as string[],
    organisations,
  };
  const spki = kept ?? (csr?.readable ? Buffer.from(csr.request.publicKey.raw) : null);
  return {
    facts: {
      profile,
      holder,
      csr,
      spki,
      keepsKey: kept !== null,
      dnsNames: order.dnsNames,
      ipAddresses: order.ipAddresses,
    },
    holder: { id: row.id, organisationId: row.organisation_id, name: row.name, number },
  };
}

export function earlierUseOf(use: KeyUse): EarlierUse {
  const reasons = ['keyCompromise', 'cACompromise', 'aACompromise'];
  return {
    holderId: use.holder_id,
    profile: use.profile,
    compromised: use.status === 'revoked' && reasons.includes(use.revocation_reason ?? ''),
  };
}

/** Names from the top of the tree down; `path` is `/<id>/<id>/`. */
async function organisationNames(db: Db, path: string): Promise<string[]> {
  const ids = path.split('/').filter((id) => id !== '');
  const rows = await organisationsOf(db, ids);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return ids.map((id) => names.get(id) ?? '');
}

async function readCsr(der: Buffer): Promise<CsrFacts> {
  if (der.length > maxCsrLength) {
    return { readable: false, zh: `超过 ${maxCsrLength} 字节`, en: `longer than ${maxCsrLength} octets` };
  }
  try {
    const request = parseRequest(der);
    return { readable: true, request, proven: await provesPossession(request) };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { readable: false, ...error.texts };
  }
}

/** Renewal: the old certificate must still count; with `sameKey`, its key. */
async function keptKey(
  db: Db,
  { renewedFromId, sameKey, holderId, profile }: IssueOrder,
): Promise<Buffer | null> {
  if (renewedFromId === null) return null;
  const old = await findCertificate(db, renewedFromId);
  if (!old || old.holder_id !== holderId || old.profile !== profile || old.status !== 'good') {
    throw pkiErrors['not-renewable']();
  }
  return sameKey ? Buffer.from(parseCertificate(old.der).publicKey.raw) : null;
}

import { nameText } from '../../core/build/names.ts';
import type { CertificatePlan } from '../../core/profiles/plan.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { CertificateRow } from '../../store/certificates.ts';
import type { Minted } from './mint.ts';

export type RowHolder = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly number: string;
};

/** The record of a certificate that was just signed. */
export function certificateRow(of: {
  readonly issuerId: string;
  readonly plan: CertificatePlan;
  readonly minted: Minted;
  readonly spki: Buffer;
  readonly keyOrigin: 'request' | 'here' | 'system';
  /** null for the system's own certificates. */
  readonly holder: RowHolder | null;
  readonly requestId?: string | null;
  readonly renewedFromId?: string | null;
}): CertificateRow {
  const { plan, minted, holder } = of;
  const commonName = plan.subject.findLast(({ type }) => type === 'commonName')?.value ?? '';
  const names = plan.altNames.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const words = [commonName, holder?.name, holder?.number, ...names, minted.serial, minted.fingerprint];
  return {
    id: minted.certificateId,
    serial: minted.serial,
    authority_id: of.issuerId,
    profile: plan.profile.id,
    holder_id: holder?.id ?? null,
    organisation_id: holder?.organisationId ?? null,
    request_id: of.requestId ?? null,
    renewed_from_id: of.renewedFromId ?? null,
    subject: nameText(plan.subject),
    common_name: commonName,
    search_text: [...new Set(words.filter((word) => word))].join(' ').toLowerCase(),
    key_algorithm: plan.keyAlgorithm,
    key_origin: of.keyOrigin,
    spki_hash: sha256Hex(of.spki),
    fingerprint: minted.fingerprint,
    der: minted.der,
    shard: minted.shard,
    not_before: plan.notBefore.toISOString(),
    not_after: plan.notAfter.toISOString(),
    status: 'good',
    revoked_at: null,
    revocation_reason: null,
    created_at: minted.at,
  };
}

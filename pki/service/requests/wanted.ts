import type { Static } from 'typebox';
import { readCsrText } from '../../core/requests/csr-text.ts';
import { stepsFor } from '../../core/requests/steps.ts';
import { pkiErrors } from '../../errors.ts';
import type { RequestProfile, RequestProfiles } from '../../ports.ts';
import type { NewRequest, RequestKind, StepKey } from '../../schemas.ts';
import type { HolderRow } from '../../store/directory.ts';
import type { KnownCertificate } from '../../store/requests-certificates.ts';

export type NewRequestInput = Static<typeof NewRequest>;
type Field = keyof NewRequestInput;

const needed: Readonly<Record<RequestKind, readonly Field[]>> = {
  issue: ['profile'],
  renew: ['certificateId'],
  revoke: ['certificateId'],
  suspend: ['certificateId'],
  release: ['certificateId'],
};

const allowed: Readonly<Record<RequestKind, readonly Field[]>> = {
  issue: ['profile', 'holderId', 'csr', 'keyAlgorithm', 'days', 'dnsNames', 'ipAddresses'],
  renew: ['certificateId', 'csr', 'keyAlgorithm', 'sameKey', 'days', 'dnsNames', 'ipAddresses'],
  revoke: ['certificateId', 'revocationReason'],
  suspend: ['certificateId'],
  release: ['certificateId'],
};

/**
 * Refuses fields that the kind of request does not know or lacks.
 * @throws pki.request-field, pki.request-field-missing
 */
export function checkFields(input: NewRequestInput): void {
  const { kind } = input;
  const given = (Object.keys(input) as Field[]).filter((field) => input[field] !== undefined);
  for (const field of given) {
    if (field !== 'kind' && field !== 'reason' && !allowed[kind].includes(field)) {
      throw pkiErrors['request-field']({ kind, field });
    }
  }
  for (const field of needed[kind]) {
    if (!input[field]) throw pkiErrors['request-field-missing']({ kind, field });
  }
}

/** The status that a certificate must have for each kind of request, and the words for a refusal. */
const statusNeeded: Readonly<
  Record<Exclude<RequestKind, 'issue'>, { status: readonly string[]; zh: string; en: string }>
> = {
  renew: { status: ['good'], zh: '更新', en: 'renewed' },
  revoke: { status: ['good', 'held'], zh: '吊销', en: 'revoked' },
  suspend: { status: ['good'], zh: '暂停', en: 'suspended' },
  release: { status: ['held'], zh: '恢复', en: 'released' },
};

const statusTexts: Readonly<Record<string, { zh: string; en: string }>> = {
  good: { zh: '正常', en: 'in use' },
  held: { zh: '已暂停', en: 'on hold' },
  revoked: { zh: '已吊销', en: 'revoked' },
  expired: { zh: '已过期', en: 'expired' },
};

/** @throws pki.request-certificate-state */
export function checkCertificateStatus(
  kind: Exclude<RequestKind, 'issue'>,
  certificate: KnownCertificate,
  now: Date,
): void {
  const rule = statusNeeded[kind];
  // An expired certificate is on no CRL any more (RFC 5280 §5); it may still be followed by another.
  const expired = kind !== 'renew' && certificate.not_after < now.toISOString();
  if (rule.status.includes(certificate.status) && !expired) return;
  const state = statusTexts[expired ? 'expired' : certificate.status];
  throw pkiErrors['request-certificate-state']({
    stateZh: state?.zh ?? certificate.status,
    stateEn: state?.en ?? certificate.status,
    kindZh: rule.zh,
    kindEn: rule.en,
  });
}

/**
 * Some profiles are not for self-service.
 * @throws pki.request-profile-not-requestable
 */
export function checkOwn(profile: RequestProfile, mayForOthers: boolean): void {
  if (profile.own === false && !mayForOthers) {
    throw pkiErrors['request-profile-not-requestable']({ profile: profile.id, field: 'profile' });
  }
}

/** @throws pki.holder-left */
export function checkHolderInUse(kind: RequestKind, holder: HolderRow): void {
  if ((kind === 'issue' || kind === 'renew') && holder.state !== 'active') {
    throw pkiErrors['holder-left']({ name: holder.name });
  }
}

/**
 * The profile and the steps that a request takes.
 * @throws pki.request-profile-unknown, pki.request-profile-not-requestable, pki.request-profile-holder
 */
export function chooseProfile(
  profiles: RequestProfiles,
  kind: RequestKind,
  id: string,
  holder: HolderRow,
): { profile: RequestProfile; steps: readonly StepKey[] } {
  const profile = profiles.get(id);
  if (profile === undefined) throw pkiErrors['request-profile-unknown']({ profile: id, field: 'profile' });
  const steps = stepsFor(kind, profile.steps);
  if (steps.length === 0)
    throw pkiErrors['request-profile-not-requestable']({ profile: id, field: 'profile' });
  if (profile.holderKind !== holder.kind)
    throw pkiErrors['request-profile-holder']({ profile: id, field: 'profile' });
  return { profile, steps };
}

export type KeyChoice = { readonly csr: Buffer | null; readonly delivery: 'csr' | 'pkcs12' | null };

/**
 * Where the key of a new certificate comes from: a CSR, the old certificate's key, or one made here.
 * @throws pki.request-csr-encoding, pki.request-delivery, pki.request-field
 */
export function chooseKey(
  input: NewRequestInput,
  profile: RequestProfile,
  renewed: KnownCertificate | undefined,
): KeyChoice {
  const { kind } = input;
  if (kind !== 'issue' && kind !== 'renew') return { csr: null, delivery: null };
  const csr = input.csr ? readCsrText(input.csr) : null;
  if (csr === undefined) throw pkiErrors['request-csr-encoding']({ field: 'csr' });
  if (input.sameKey && csr) throw pkiErrors['request-field']({ kind, field: 'sameKey' });
  if (csr && input.keyAlgorithm) throw pkiErrors['request-field']({ kind, field: 'keyAlgorithm' });
  if (input.sameKey && renewed) return { csr: null, delivery: 'csr' };
  const delivery = csr ? 'csr' : 'pkcs12';
  if (!profile.delivery.includes(delivery)) {
    throw pkiErrors['request-delivery']({ profile: profile.id, delivery, field: 'csr' });
  }
  return { csr, delivery };
}

import type { Body } from '../../api/types.ts';

export type RequestDraft = {
  profile?: string;
  holderId?: string;
  delivery?: 'csr' | 'pkcs12';
  csr?: string;
  keyAlgorithm?: Body<'createRequest'>['keyAlgorithm'];
  days?: number;
  dnsNames?: string[];
  ipAddresses?: string[];
  reason?: string;
};

/** What the server is asked for: only what the form of delivery needs, nothing that was left empty. */
export function requestBody(draft: RequestDraft): Body<'createRequest'> {
  const { profile, holderId, delivery, csr, keyAlgorithm, days, dnsNames, ipAddresses, reason } = draft;
  return {
    kind: 'issue',
    reason: (reason ?? '').trim(),
    ...(profile ? { profile } : {}),
    ...(holderId ? { holderId } : {}),
    ...(delivery === 'csr' && csr ? { csr: csr.trim() } : {}),
    ...(delivery === 'pkcs12' && keyAlgorithm ? { keyAlgorithm } : {}),
    ...(days === undefined ? {} : { days }),
    ...(dnsNames?.length ? { dnsNames } : {}),
    ...(ipAddresses?.length ? { ipAddresses } : {}),
  };
}

/** Where the key of a renewed certificate comes from: made here, the holder's own by PKCS#10, or kept. */
export type RenewalKey = 'pkcs12' | 'csr' | 'same';

/** What can be chosen at a renewal, the recommended one first; keeping the key is always possible. */
export function renewalKeys(delivery: readonly ('csr' | 'pkcs12')[]): readonly RenewalKey[] {
  return [...(['pkcs12', 'csr'] as const).filter((way) => delivery.includes(way)), 'same'];
}

/** How a renewal says which key it wants. */
export function renewalBody({ key, csr }: { key?: RenewalKey; csr?: string }) {
  if (key === 'csr') return { csr: (csr ?? '').trim() };
  return { sameKey: key === 'same' };
}

/** Whether a text looks like a PKCS#10 request in PEM or base64; the server reads it strictly. */
export function looksLikeCsr(text: string): boolean {
  const trimmed = text.trim();
  if (
    /^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----[\s\S]+-----END (?:NEW )?CERTIFICATE REQUEST-----$/.test(
      trimmed,
    )
  ) {
    return true;
  }
  return trimmed.length > 100 && /^MI[A-Za-z0-9+/\s]+=*$/.test(trimmed);
}

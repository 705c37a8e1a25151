/** Addresses that stand in certificates: what they lead to never changes its place. */
export function crlUrl(base: string, authorityId: string, shard: number): string {
  return `${base}/crl/${authorityId}/${shard}.crl`;
}

export function deltaCrlUrl(base: string, authorityId: string, shard: number): string {
  return `${base}/crl/${authorityId}/${shard}-delta.crl`;
}

/** @param fingerprint lower-case hex SHA-256 of the authority's certificate */
export function authorityUrl(base: string, fingerprint: string): string {
  return `${base}/ca/${fingerprint}.cer`;
}

export function ocspUrl(base: string): string {
  return `${base}/ocsp`;
}

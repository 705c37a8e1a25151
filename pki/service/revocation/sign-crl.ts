import { assembleSigned } from '../../core/build/certificate.ts';
import {
  buildTbsCertList,
  crlNumber,
  deltaCrlIndicator,
  encodeCrlEntry,
  issuingDistributionPoint,
} from '../../core/build/crl.ts';
import { freshestCrl } from '../../core/build/extensions.ts';
import type { PlannedEntry } from '../../core/revocation/crl-plan.ts';
import type { Issuer } from '../issuers.ts';

/** What one CRL says. */
export type CrlContent = {
  readonly number: number;
  /** A delta CRL on the full one of this number. */
  readonly baseNumber?: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly entries: readonly PlannedEntry[];
  /** Where the full CRL of this scope is; absent when it covers everything of the issuer. */
  readonly scope?: string;
  /** Where the deltas on this full CRL are. */
  readonly freshest?: string;
};

/** DER CertificateList (RFC 5280 §5). A full CRL and the deltas on it name the same scope. */
export async function signCrl(issuer: Issuer, content: CrlContent): Promise<Buffer> {
  const { algorithm } = issuer.signer;
  const { number, baseNumber, thisUpdate, nextUpdate, scope, freshest } = content;
  const entries = content.entries.map(({ serial, revokedAt, reason }) =>
    encodeCrlEntry({ serial: Buffer.from(serial, 'hex'), revokedAt: new Date(revokedAt), reason }),
  );
  const tbs = buildTbsCertList({
    signature: algorithm.der,
    issuer: issuer.name,
    thisUpdate,
    nextUpdate,
    entries,
    extensions: [
      issuer.keyIdentifier,
      crlNumber(number),
      ...(baseNumber === undefined ? [] : [deltaCrlIndicator(baseNumber)]),
      ...(scope === undefined ? [] : [issuingDistributionPoint({ url: scope })]),
      ...(freshest === undefined ? [] : [freshestCrl([freshest])]),
    ],
  });
  return assembleSigned(tbs, algorithm.der, await issuer.signer.sign(tbs));
}

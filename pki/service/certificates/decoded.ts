import type { Static } from 'typebox';
import { oid, oidLabel } from '../../core/oids.ts';
import type { Certificate } from '../../core/x509/certificate.ts';
import type { DistributionPoint } from '../../core/x509/distribution-point.ts';
import type { Extension } from '../../core/x509/extensions.ts';
import { generalNameText } from '../../core/x509/general-name.ts';
import { nameText } from '../../core/x509/name.ts';
import type { DecodedField } from '../../schemas.ts';

type Field = Static<typeof DecodedField>;

/** Every field of a certificate in words, in the order of RFC 5280 §4.1. */
export function decodedFields(certificate: Certificate): Field[] {
  const { publicKey } = certificate;
  const size = publicKey.bits === undefined ? '' : ` ${publicKey.bits}`;
  return [
    field('版本', 'Version', `v${certificate.version}`),
    field('序列号', 'Serial number', certificate.serialHex),
    field('签名算法', 'Signature algorithm', certificate.signatureAlgorithm?.name ?? '?'),
    field('颁发者', 'Issuer', nameText(certificate.issuer)),
    field('有效期起', 'Not before', certificate.notBefore.toISOString()),
    field('有效期止', 'Not after', certificate.notAfter.toISOString()),
    field('使用者', 'Subject', nameText(certificate.subject)),
    field('公钥', 'Public key', `${publicKey.family ?? publicKey.algorithm}${size}`),
    field('公钥指纹（SHA-256）', 'Public key SHA-256', publicKey.sha256),
    field('证书指纹（SHA-256）', 'Certificate SHA-256', certificate.fingerprint),
    ...[...certificate.extensions].map((extension) => extensionField(certificate, extension)),
  ];
}

const field = (zh: string, en: string, value: string): Field => ({ label: { zh, en }, value });

function extensionField({ extensions }: Certificate, { oid: id, critical, value }: Extension): Field {
  const { zh, en } = oidLabel(id);
  const known = Object.hasOwn(texts, id) ? texts[id]!(extensions) : undefined;
  return { label: { zh, en }, value: known ?? Buffer.from(value).toString('hex'), critical };
}

type Texts = Readonly<Record<string, (extensions: Certificate['extensions']) => string | undefined>>;

const texts: Texts = {
  [oid.subjectKeyIdentifier]: (list) => list.read('subjectKeyIdentifier'),
  [oid.authorityKeyIdentifier]: (list) => list.read('authorityKeyIdentifier')?.keyId,
  [oid.keyUsage]: (list) => [...(list.read('keyUsage') ?? [])].join(', '),
  [oid.extKeyUsage]: (list) => (list.read('extKeyUsage') ?? []).map((id) => oidLabel(id).en).join(', '),
  [oid.subjectAltName]: (list) => (list.read('subjectAltName') ?? []).map(generalNameText).join(', '),
  [oid.basicConstraints]: (list) => {
    const constraints = list.read('basicConstraints');
    if (!constraints) return undefined;
    const { ca, pathLength } = constraints;
    return `CA: ${ca}${pathLength === undefined ? '' : `, pathLength: ${pathLength}`}`;
  },
  [oid.certificatePolicies]: (list) =>
    (list.read('certificatePolicies') ?? []).map((policy) => policy.oid).join(', '),
  [oid.crlDistributionPoints]: (list) => urlsOf(list.read('crlDistributionPoints')),
  [oid.freshestCrl]: (list) => urlsOf(list.read('freshestCrl')),
  [oid.authorityInfoAccess]: (list) =>
    (list.read('authorityInfoAccess') ?? [])
      .map(({ method, location }) => `${oidLabel(method).en}: ${generalNameText(location)}`)
      .join(', '),
  [oid.ocspNoCheck]: () => 'NULL',
};

function urlsOf(points: readonly DistributionPoint[] | undefined): string | undefined {
  return points
    ?.flatMap(({ name }) => (name?.kind === 'full' ? name.names.map(generalNameText) : []))
    .join(', ');
}

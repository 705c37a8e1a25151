import { keyIdentifier, keyIdentifierOf } from '../build/extensions.ts';
import { hex } from '../der/values.ts';
import { oid } from '../oids.ts';
import { type ExtensionName, extensionReaders } from '../x509/extension-values.ts';
import type { GeneralName } from '../x509/general-name.ts';
import type { Linted, LintRule } from './rule.ts';

/** The extensions that can be read, by object identifier. */
export const knownExtensions: ReadonlyMap<string, ExtensionName> = new Map(
  (Object.keys(extensionReaders) as ExtensionName[]).map((name) => [oid[name], name]),
);

const mustBeCritical: readonly ExtensionName[] = [
  'keyUsage',
  'basicConstraints',
  'nameConstraints',
  'policyConstraints',
  'inhibitAnyPolicy',
];
const mayBeCritical: ReadonlySet<string> = new Set([
  ...mustBeCritical.map((name) => oid[name]),
  oid.subjectAltName,
  oid.extKeyUsage,
  oid.certificatePolicies,
]);
const forAuthorities: readonly ExtensionName[] = [
  'nameConstraints',
  'policyMappings',
  'policyConstraints',
  'inhibitAnyPolicy',
];

function has({ certificate }: Linted, name: ExtensionName): boolean {
  return certificate.extensions.get(oid[name]) !== undefined;
}

function isAuthority({ certificate }: Linted): boolean {
  return certificate.extensions.read('basicConstraints')?.ca ?? false;
}

/** Presence, criticality and content of extensions: RFC 5280 §4.2. */
export const extensionRules: readonly LintRule[] = [
  {
    rule: 'extensions-known',
    clause: 'RFC 5280 §4.2',
    zh: '含有未知扩展',
    en: 'has an extension that is not known',
    holds: ({ certificate }) =>
      [...certificate.extensions].every((extension) => knownExtensions.has(extension.oid)),
  },
  {
    rule: 'extensions-critical',
    clause: 'RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.10, §4.2.1.11, §4.2.1.14',
    zh: '应标为关键的扩展没有标为关键',
    en: 'an extension that must be critical is not',
    holds: (linted) =>
      mustBeCritical.every((name) => !has(linted, name) || linted.certificate.extensions.isCritical(name)),
  },
  {
    rule: 'extensions-not-critical',
    clause: 'RFC 5280 §4.2.1.1, §4.2.1.2, §4.2.1.13, §4.2.1.15, §4.2.2.1',
    zh: '不应标为关键的扩展被标为关键',
    en: 'an extension that must not be critical is',
    holds: ({ certificate }) =>
      [...certificate.extensions].every(({ oid: type, critical }) => !critical || mayBeCritical.has(type)),
  },
  {
    rule: 'authority-key-id',
    clause: 'RFC 5280 §4.2.1.1',
    zh: '应有颁发机构密钥标识符，且与签发机构证书一致',
    en: "must have the key identifier of the issuer's certificate",
    holds: ({ certificate, issuer }) => {
      const expected =
        issuer.certificate?.extensions.read('subjectKeyIdentifier') ?? hex(keyIdentifier(issuer.spki));
      return certificate.extensions.read('authorityKeyIdentifier')?.keyId === expected;
    },
  },
  {
    rule: 'subject-key-id',
    clause: 'RFC 5280 §4.2.1.2, RFC 7093 §2 (1)',
    zh: '应有由公钥算出的使用者密钥标识符',
    en: 'must have the subject key identifier that follows from the key',
    holds: ({ certificate }) =>
      certificate.extensions.read('subjectKeyIdentifier') === hex(keyIdentifierOf(certificate.publicKey)),
  },
  {
    rule: 'authority-extensions',
    clause: 'RFC 5280 §4.2.1.5, §4.2.1.10, §4.2.1.11, §4.2.1.14',
    zh: '最终实体证书含有只用于签发机构的扩展',
    en: 'an end entity has an extension that is for authorities',
    holds: (linted) => isAuthority(linted) || !forAuthorities.some((name) => has(linted, name)),
  },
  {
    rule: 'end-entity-constraints',
    clause: 'RFC 5280 §4.2.1.9',
    zh: '路径长度只能出现在签发机构证书中',
    en: 'a path length is for authorities',
    holds: (linted) =>
      isAuthority(linted) || linted.certificate.extensions.read('basicConstraints')?.pathLength === undefined,
  },
  {
    rule: 'constraint-ranges',
    clause: 'RFC 5280 §4.2.1.10',
    zh: '名称约束中的地址段应为 8 或 32 个字节，掩码应连续',
    en: 'address ranges of name constraints must have 8 or 32 octets and a contiguous mask',
    holds: ({ certificate }) => {
      const constraints = certificate.extensions.read('nameConstraints');
      return [...(constraints?.permitted ?? []), ...(constraints?.excluded ?? [])].every(isRange);
    },
  },
  {
    rule: 'crl-addresses',
    clause: 'RFC 5280 §4.2.1.13, §4.2.1.15',
    zh: '吊销列表分布点应为 http 地址',
    en: 'CRL distribution points must be http URLs',
    holds: ({ certificate: { extensions } }) =>
      [...(extensions.read('crlDistributionPoints') ?? []), ...(extensions.read('freshestCrl') ?? [])].every(
        ({ name, reasons }) => reasons === undefined && name?.kind === 'full' && name.names.every(isHttp),
      ),
  },
  {
    rule: 'delta-with-full',
    clause: 'RFC 5280 §4.2.1.15',
    zh: '有增量吊销列表地址时应有完整吊销列表地址',
    en: 'a freshest CRL needs a CRL distribution point beside it',
    holds: (linted) => !has(linted, 'freshestCrl') || has(linted, 'crlDistributionPoints'),
  },
  {
    rule: 'access-addresses',
    clause: 'RFC 5280 §4.2.2.1',
    zh: '颁发机构信息访问只能含 OCSP 和颁发者证书的 http 地址',
    en: 'authority information access must hold http URLs for OCSP and issuer certificates',
    holds: ({ certificate }) =>
      (certificate.extensions.read('authorityInfoAccess') ?? []).every(
        ({ method, location }) =>
          (method === oid.accessOcsp || method === oid.accessCaIssuers) && isHttp(location),
      ),
  },
  {
    rule: 'policy-qualifiers',
    clause: 'RFC 5280 §4.2.1.4',
    zh: '证书策略的限定符只能是 CPS 的 http 地址',
    en: 'policy qualifiers must be CPS pointers with an http URL',
    holds: ({ certificate }) =>
      (certificate.extensions.read('certificatePolicies') ?? []).every(({ qualifiers }) =>
        qualifiers.every(({ oid: type, text }) => type === oid.cps && isHttpUrl(text ?? '')),
      ),
  },
];

function isHttp(name: GeneralName): boolean {
  return name.kind === 'uri' && isHttpUrl(name.text);
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[\x21-\x7e]+$/.test(text) && URL.canParse(text);
}

function isRange(name: GeneralName): boolean {
  if (name.kind !== 'ip') return true;
  const { bytes } = name;
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = [...bytes.subarray(bytes.length / 2)]
    .map((octet) => octet.toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(mask);
}

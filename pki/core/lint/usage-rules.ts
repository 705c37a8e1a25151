import type { KeyFamily } from '../algorithms.ts';
import { oid } from '../oids.ts';
import type { KeyUsage } from '../x509/key-usage.ts';
import type { Linted, LintRule } from './rule.ts';

function usages({ certificate }: Linted): ReadonlySet<KeyUsage> {
  return certificate.extensions.read('keyUsage') ?? new Set();
}

function purposes({ certificate }: Linted): readonly string[] {
  return certificate.extensions.read('extKeyUsage') ?? [];
}

function isAuthority({ certificate }: Linted): boolean {
  return certificate.extensions.read('basicConstraints')?.ca ?? false;
}

/** What a key cannot do: RFC 8813 §3 (EC), RFC 8410 §5 (Ed25519), RFC 9881 §5 (ML-DSA), RFC 4055 §1.2 (RSA). */
const impossible: Partial<Record<KeyFamily, readonly KeyUsage[]>> = {
  rsa: ['keyAgreement', 'encipherOnly', 'decipherOnly'],
  ec: ['keyEncipherment', 'dataEncipherment'],
  ed25519: ['keyEncipherment', 'dataEncipherment', 'keyAgreement', 'encipherOnly', 'decipherOnly'],
  'ml-dsa-65': ['keyEncipherment', 'dataEncipherment', 'keyAgreement', 'encipherOnly', 'decipherOnly'],
};

/** Key usage, extended key usage and how they fit the kind of certificate. */
export const usageRules: readonly LintRule[] = [
  {
    rule: 'key-usage-present',
    clause: 'RFC 5280 §4.2.1.3',
    zh: '应有密钥用途',
    en: 'must have key usage',
    holds: (linted) => usages(linted).size > 0,
  },
  {
    rule: 'key-usage-of-authority',
    clause: 'RFC 5280 §4.2.1.3, §4.2.1.9',
    zh: '签发证书的密钥用途与基本约束不一致',
    en: 'keyCertSign and the cA of basic constraints must agree',
    holds: (linted) => usages(linted).has('keyCertSign') === isAuthority(linted),
  },
  {
    rule: 'crl-sign-of-authority',
    clause: 'RFC 5280 §4.2.1.3',
    zh: '签发吊销列表的用途只用于签发机构',
    en: 'cRLSign is for authorities',
    holds: (linted) => !usages(linted).has('cRLSign') || isAuthority(linted),
  },
  {
    rule: 'key-usage-possible',
    clause: 'RFC 8813 §3, RFC 8410 §5, RFC 9881 §5, RFC 4055 §1.2',
    zh: '这种算法的密钥不能用于所写的用途',
    en: 'a key of this algorithm cannot be used so',
    holds: (linted) => {
      const { family } = linted.certificate.publicKey;
      return !(family && impossible[family])?.some((usage) => usages(linted).has(usage));
    },
  },
  {
    rule: 'key-usage-agreement',
    clause: 'RFC 5280 §4.2.1.3',
    zh: 'encipherOnly、decipherOnly 需要 keyAgreement',
    en: 'encipherOnly and decipherOnly need keyAgreement',
    holds: (linted) => {
      const only = usages(linted).has('encipherOnly') || usages(linted).has('decipherOnly');
      return !only || usages(linted).has('keyAgreement');
    },
  },
  {
    rule: 'purposes-known',
    clause: 'RFC 5280 §4.2.1.12',
    zh: '扩展密钥用途不得为任意用途，不得重复',
    en: 'extended key usage must not be anyExtendedKeyUsage nor name a purpose twice',
    holds: (linted) => {
      const list = purposes(linted);
      return !list.includes(oid.anyExtendedKeyUsage) && new Set(list).size === list.length;
    },
  },
  {
    rule: 'purposes-fit-usage',
    clause: 'RFC 5280 §4.2.1.12',
    zh: '扩展密钥用途与密钥用途不相容',
    en: 'extended key usage and key usage do not fit together',
    holds: (linted) =>
      purposes(linted).every(
        (purpose) => fitting[purpose]?.some((usage) => usages(linted).has(usage)) ?? true,
      ),
  },
  {
    rule: 'end-entity-purpose',
    clause: 'CA/B Forum BR §7.1.2.7.6',
    zh: '最终实体证书应写明扩展密钥用途',
    en: 'an end entity must have extended key usage',
    holds: (linted) => isAuthority(linted) || purposes(linted).length > 0,
  },
  {
    rule: 'responder-alone',
    clause: 'RFC 6960 §4.2.2.2, CA/B Forum BR §7.1.2.8.5',
    zh: 'OCSP 签名证书不得有其他用途，且应有 id-pkix-ocsp-nocheck',
    en: 'an OCSP responder has no other purpose, and has id-pkix-ocsp-nocheck',
    holds: (linted) => {
      const signs = purposes(linted).includes(oid.ocspSigning);
      const noCheck = linted.certificate.extensions.get(oid.ocspNoCheck) !== undefined;
      return signs === noCheck && (!signs || purposes(linted).length === 1);
    },
  },
];

/** Which usages go with a purpose; one of them is enough. */
const fitting: Readonly<Record<string, readonly KeyUsage[]>> = {
  [oid.serverAuth]: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  [oid.clientAuth]: ['digitalSignature', 'keyAgreement'],
  [oid.codeSigning]: ['digitalSignature'],
  [oid.emailProtection]: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement'],
  [oid.timeStamping]: ['digitalSignature', 'nonRepudiation'],
  [oid.ocspSigning]: ['digitalSignature', 'nonRepudiation'],
};
